/** A request as it arrived, and what became of its answer. Times are milliseconds of `performance.now()`. */
export interface SeenRequest {
  /** Its place among the requests of this origin. */
  readonly index: number
  /** The connection it came on, an index into `connections`. */
  readonly connection: number
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as UTF-8 text. */
  readonly body: string
  /** When its last byte was here. */
  readonly at: number
  /** Bytes of the answer that the operating system took, head included. */
  readonly sent: number
  /** When the last step of the answer was done; `undefined` if it never was. */
  readonly finishedAt: number | undefined
  /** When the client closed the connection before the answer was done; `undefined` if it did not. */
  readonly abandonedAt: number | undefined
}

/** A TCP connection to the origin. */
export interface SeenConnection {
  readonly openedAt: number
  readonly closedAt: number | undefined
  /** Who closed first. */
  readonly closedBy: 'client' | 'server' | undefined
}

/** What an origin has seen so far: live, it grows while one looks. */
export interface Seen {
  readonly requests: readonly SeenRequest[]
  readonly connections: readonly SeenConnection[]
  /** Requests at the second origin: what a followed redirect would leave. */
  readonly elsewhere: readonly SeenRequest[]
}

/** The same without `readonly`, for the server that writes it. */
export type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
