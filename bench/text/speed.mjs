// Batch speed against a plain regular expression, run in turns so that both meet the same machine; cost of a token by
// length of the text; time for text made to be slow. All in processor time, for machines are shared.
import { corpus, median } from './corpus.mjs'
import { loadText } from './load.mjs'

const { createSegmenter, sentences } = await loadText()
const megabyte = 1_000_000

function time(run) {
  const start = process.cpuUsage()
  const count = run()
  const { user, system } = process.cpuUsage(start)
  return { seconds: (user + system) / 1e6, count }
}

function count(iterable) {
  let number = 0
  for (const _ of iterable) number++
  return number
}

function segmentAll(text, maxLength = 4096) {
  const segmenter = createSegmenter({ maxLength })
  return segmenter.push(text).length + segmenter.flush().length
}

function batch(language, length) {
  const text = corpus(language, length)
  const bytes = Buffer.byteLength(text)
  const runs = {
    'regular expression': () => count(text.matchAll(/[^.!?。！？।]+[.!?。！？।]*\s*/g)),
    'sentences()': () => count(sentences(text, { locale: language })),
    'createSegmenter()': () => segmentAll(text),
  }
  const seconds = Object.fromEntries(Object.keys(runs).map(name => [name, []]))
  for (let turn = 0; turn < 9; turn++) {
    for (const [name, run] of Object.entries(runs)) seconds[name].push(time(run).seconds)
  }
  const plain = median(seconds['regular expression'])
  for (const name of Object.keys(runs)) {
    const took = median(seconds[name])
    const speed = `${(bytes / took / megabyte).toFixed(0)} MB/s (${(length / took / megabyte).toFixed(0)} million units/s)`
    console.log(`${language}  ${name.padEnd(20)} ${speed.padEnd(38)} ${(plain / took).toFixed(2)} × plain`)
  }
}

function perToken(length) {
  const text = corpus('en', length)
  const tokens = []
  for (let at = 0; at < text.length; at += 5) tokens.push(text.slice(at, at + 5))
  const rounds = Math.max(1, Math.round((2 * megabyte) / length))
  const { seconds } = time(() => {
    let given = 0
    for (let round = 0; round < rounds; round++) {
      const segmenter = createSegmenter()
      for (const token of tokens) given += segmenter.push(token).length
      given += segmenter.flush().length
    }
    return given
  })
  return (seconds * 1e6) / (rounds * tokens.length)
}

const adversarial = {
  'full stops': '.',
  'spaced full stops': '. ',
  'exclamation marks': '!',
  letters: 'a',
  'white space': ' ',
  newlines: '\n',
  'open brackets': '(',
  'closing brackets': ')',
  quotes: '"',
  'quotes and stops': '."',
  commas: ', ',
  initials: 'A. ',
  'dotted letters': 'a.',
  'numbers and stops': '1. ',
  'notes without end': '.[',
  'stops before wide gaps': `.${' '.repeat(60)}`,
  'names after quotes': '!" Aa Bb Cc ',
  'combining marks': '\u0301',
  'joined emoji': '👩\u200d',
  flags: '🇩',
  'Thai without spaces': 'ภาษาไทย',
  ideographs: '漢',
  'lone surrogates': '\ud83d',
}

console.log('Batch')
for (const language of ['en', 'de', 'ru', 'ja']) batch(language, 8 * megabyte)

console.log('\nOne token of 5 units, in microseconds, by length of the text')
for (const length of [1000, 100_000, 10 * megabyte]) perToken(length)
for (const length of [1000, 100_000, 10 * megabyte]) {
  const runs = Array.from({ length: 5 }, () => perToken(length))
  console.log(`${String(length).padStart(9)}  ${median(runs).toFixed(3)}`)
}

console.log('\nText made to be slow: milliseconds for 0.5 and 1 million units, and for the first 100 000 one at a time')
for (const [name, unit] of Object.entries(adversarial)) {
  const whole = unit.repeat(Math.ceil(megabyte / unit.length)).slice(0, megabyte)
  const half = whole.slice(0, megabyte / 2)
  const single = half.slice(0, megabyte / 10)
  segmentAll(single)
  const times = [half, whole].flatMap(text => [
    time(() => count(sentences(text))).seconds,
    time(() => segmentAll(text)).seconds,
    time(() => segmentAll(text, 50)).seconds,
  ])
  const slow = time(() => {
    const segmenter = createSegmenter()
    let given = 0
    for (let i = 0; i < single.length; i++) given += segmenter.push(single[i]).length
    return given
  }).seconds
  const [a, b, c, d, e, f] = times.map(seconds => (seconds * 1000).toFixed(0).padStart(5))
  const push = (slow * 1000).toFixed(0).padStart(5)
  console.log(`${name.padEnd(24)} sentences ${a} ${d}   segments ${b} ${e}   of 50 ${c} ${f}   single ${push}`)
}
