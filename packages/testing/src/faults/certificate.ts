import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A private key and its certificate, both PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

let made: Promise<Certificate> | undefined

/** A certificate for 127.0.0.1 that nobody vouches for, made once a process and never written to disk. Needs `openssl`. */
export function selfSigned(): Promise<Certificate> {
  made ??= make()
  return made
}

async function make(): Promise<Certificate> {
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-']
  const newCertificate = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1', '-out', '-']
  const { stdout } = await promisify(execFile)('openssl', ['req', '-x509', ...newKey, ...newCertificate])
  return { key: block(stdout, 'PRIVATE KEY'), cert: block(stdout, 'CERTIFICATE') }
}

function block(pem: string, label: string): string {
  const found = pem.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`))
  if (found === null) throw new Error(`openssl gave no ${label}`)
  return found[0]
}
