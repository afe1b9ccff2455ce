const words =
  'the of and a to in he she it was that his her with as had for they were at by on not but what all when we there been one so an who them would could into then out some two more do time no like little over said only other see if down day make water long great house place small found still between name should old never same last under might while sound below light kept left until always those both often together once word morning road river'.split(
    ' ',
  )

/** English-like prose of at least so many characters, the same every time. */
export function prose(length) {
  let seed = 42
  const random = below => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed % below
  }
  const parts = []
  let total = 0
  const add = part => {
    parts.push(part)
    total += part.length
  }
  while (total < length) {
    for (let sentence = 4 + random(5); sentence > 0; sentence--) {
      const count = 5 + random(20)
      const said = Array.from({ length: count }, (_, index) => {
        const word = words[random(words.length)]
        return index > 3 && index < count - 2 && random(8) === 0 ? `${word},` : word
      }).join(' ')
      add(`${said[0].toUpperCase()}${said.slice(1)}${random(9) === 0 ? '?' : '.'}${sentence > 1 ? ' ' : ''}`)
    }
    add('\n\n')
  }
  return parts.join('').slice(0, length)
}
