export type { FileStoreOptions } from './file-store.ts'
export { fileStore } from './file-store.ts'
