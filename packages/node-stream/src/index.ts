export type { FileStore, FileStoreOptions, FileStoreSize } from './file-store.ts'
export { fileStore } from './file-store.ts'
export type { PooledFetch, PooledFetchOptions } from './pooled-fetch.ts'
export { createPooledFetch } from './pooled-fetch.ts'
