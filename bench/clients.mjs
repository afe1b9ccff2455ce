/** The files of `clients/`, the one that all are compared with first. */
export const clients = ['fetch', 'socket', 'undici', 'core-pool', 'core-fetch', 'ofetch', 'ky', 'ai', 'openai']
