/** The name under which the code below is known to a context. */
export const processorName = 'outloud-player'

/**
 * What runs on the thread of the sound. It is text, because a worklet is loaded by address and knows no module of the
 * page. It holds all samples of an utterance, so that nothing but a lack of audio can make a gap, and a position that
 * moves through them; a rate other than 1 moves faster and sounds higher.
 */
export const processorCode: string = `
const report = 1024
registerProcessor('${processorName}', class extends AudioWorkletProcessor {
  chunks = []
  index = 0
  // Samples before the chunk of the index, and in all chunks.
  before = 0
  total = 0
  position = 0
  rate = 1
  playing = false
  complete = false
  closed = false
  told = -report
  constructor() {
    super()
    this.port.onmessage = ({ data }) => {
      if (data.samples) {
        this.chunks.push(data.samples)
        this.total += data.samples.length
      } else if (data.position !== undefined) {
        this.position = Math.min(data.position, this.total)
        this.index = this.before = 0
        this.tell({ seek: data.seek })
      } else Object.assign(this, data)
    }
  }
  tell(more) {
    this.told = this.position
    this.port.postMessage({ position: this.position, ...more })
  }
  at(position) {
    while (position < this.before) this.before -= this.chunks[--this.index].length
    while (position >= this.before + this.chunks[this.index].length) this.before += this.chunks[this.index++].length
    return this.chunks[this.index][position - this.before] / 32768
  }
  process(_, [[output]]) {
    if (!this.playing) return !this.closed
    for (let i = 0; i < output.length && this.position < this.total; i++) {
      const whole = Math.floor(this.position)
      const part = this.position - whole
      const next = part > 0 && whole + 1 < this.total ? this.at(whole + 1) : 0
      output[i] = this.at(whole) * (1 - part) + next * part
      this.position += this.rate
    }
    if (this.complete && this.position >= this.total) {
      this.playing = false
      this.position = this.total
      this.tell({ ended: true })
    } else if (Math.abs(this.position - this.told) >= report) this.tell()
    return !this.closed
  }
})
`
