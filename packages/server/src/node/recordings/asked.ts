import { createHash } from 'node:crypto'
import type { Bytes } from '@outloud/core'
import { readBlob } from '../../request-body.ts'
import { isSecret } from './secrets.ts'

/** A request as far as its answer depends on it: no header, no key, and nothing of where it was sent. */
export interface Described {
  readonly method: string
  readonly path: string
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly json?: unknown
  readonly form?: readonly Part[]
  /** A body of another kind. */
  readonly body?: Digest
}

interface Digest {
  readonly bytes: number
  readonly sha256: string
}

/** A field of a form: its text, or the file in it. */
type Part = { readonly name: string } & ({ readonly value: string } | ({ readonly file: string } & Digest))

/** A request whose body was read. */
export interface Asked {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: Bytes | undefined
  readonly described: Described
  /** The same for the same request, from any client, to any server. */
  readonly fingerprint: string
}

/** The largest recording that servers take, and what goes with it. */
const longestRequest = 32 * 1024 * 1024

/**
 * Reads a request.
 * @throws `HTTPError` 413, 400.
 */
export async function readAsked(request: Request): Promise<Asked> {
  const url = new URL(request.url)
  const { method, headers } = request
  const body = new Uint8Array(await (await readBlob(request, longestRequest)).arrayBuffer())
  const described = {
    method,
    path: pathOf(url),
    ...queryOf(url),
    ...(body.length === 0 ? {} : await describeBody(headers.get('content-type') ?? '', body)),
  }
  const fingerprint = sha256(canonical(described))
  return { url, method, headers, body: body.length === 0 ? undefined : body, described, fingerprint }
}

/** What stands before `/v1` is the server's affair: a recording of one answers for another. */
const pathOf = ({ pathname }: URL): string => pathname.replace(/^.*(?=\/(v1\/|api\/models$))/, '')

function queryOf({ searchParams }: URL): Pick<Described, 'query'> {
  const query = [...searchParams].filter(([name]) => !isSecret(name)).sort()
  return query.length === 0 ? {} : { query }
}

async function describeBody(type: string, body: Bytes): Promise<Pick<Described, 'json' | 'form' | 'body'>> {
  try {
    if (/^multipart\/form-data\b/i.test(type)) return { form: await partsOf(type, body) }
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    // What is nested too deep to be written again is taken as it came.
    canonical(json)
    return { json }
  } catch {
    return { body: digestOf(body) }
  }
}

/** The fields by name, those of one name in their order; the boundary between them is by chance. */
async function partsOf(type: string, body: Bytes): Promise<readonly Part[]> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const parts = Array.from(form, async ([name, value]): Promise<Part> => {
    if (typeof value === 'string') return { name, value }
    return { name, file: value.name, ...digestOf(new Uint8Array(await value.arrayBuffer())) }
  })
  return (await Promise.all(parts)).sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)))
}

/** JSON with the fields of each object in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )

const digestOf = (body: Bytes): Digest => ({ bytes: body.length, sha256: sha256(body) })

const sha256 = (data: string | Bytes): string => createHash('sha256').update(data).digest('hex')
