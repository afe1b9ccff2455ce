export type { FileStore, FileStoreOptions, FileStoreSize } from './file-store.ts'
export { fileStore } from './file-store.ts'
