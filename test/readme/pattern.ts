/**
 * What a page says is printed, as a pattern of the whole output: a line `…` stands for any lines, and a number with a
 * unit for any number with it, since times and sizes differ from machine to machine.
 */
export function pattern(prints: string): RegExp {
  const lines = prints.split('\n').map(line => {
    if (line === '…') return '(?:.*\n)*?'
    const exact = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return `${exact.replace(/\d+(\\\.\d+)?(?= (s|bytes|passed)\b)/g, '\\d+(?:\\.\\d+)?')}\n`
  })
  return new RegExp(`^${lines.join('').replace(/\n$/, '')}$`)
}
