import { HTTPError } from './http-error.ts'

/**
 * Lets a request pass that carries the key, or every request when there is none.
 * @throws `TypeError` for a key that no client could send.
 */
export function createKeyCheck(apiKey: string | undefined): (request: Request) => void {
  if (apiKey === undefined) return () => {}
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('apiKey: expected one or more visible ASCII characters without spaces, got something else')
  }
  return ({ headers }) => {
    const sent = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
    if (sent !== undefined && equal(sent, apiKey)) return
    const came = sent === undefined ? 'no bearer key' : 'another key'
    throw new HTTPError(401, `authorization: expected the key of this server, got ${came}`, {
      code: 'invalid_api_key',
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
}

/** Takes as long for a nearly right key as for a wrong one: its time depends on the length of what was sent alone. */
function equal(sent: string, key: string): boolean {
  let difference = sent.length ^ key.length
  for (let index = 0; index < sent.length; index++) {
    difference |= sent.charCodeAt(index) ^ key.charCodeAt(index % key.length)
  }
  return difference === 0
}
