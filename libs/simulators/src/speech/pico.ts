import { readFile } from 'node:fs/promises'
import loadModule, { type PicoModule } from '@echogarden/svoxpico-wasm'

/** What Pico renders: PCM16 mono. */
export const PICO_SAMPLE_RATE = 16_000

/** A language of Pico, by the names of its two resource files under `voices/`. */
export type PicoLanguage = { textAnalysis: string; signalGeneration: string }

// picoapi.h and picodefs.h
const OK = 0
const STEP_IDLE = 200
const STEP_BUSY = 201
const RESET_SOFT = 0x10
/** Pico gets all its memory at once; picoapi.h asks for 2.5 MB, room for one language's two resources. */
const ENGINE_MEMORY_BYTES = 2_500_000
const MESSAGE_BYTES = 200
const NAME_BYTES = 32
const BUFFER_BYTES = 16_384
/** `pico_putTextUtf8` counts in 16 bits. */
const MOST_TEXT_BYTES = 32_000

let module: Promise<PicoModule> | undefined

/** One Pico system with one language. Rendering is synchronous and takes milliseconds: keep it off a live event loop. */
export class PicoEngine {
  readonly #pico: PicoModule
  readonly #system: number
  readonly #engine: number
  readonly #buffer: number
  readonly #counts: number

  private constructor(pico: PicoModule, system: number, engine: number) {
    this.#pico = pico
    this.#system = system
    this.#engine = engine
    this.#buffer = pico._malloc(BUFFER_BYTES)
    this.#counts = pico._malloc(8)
  }

  static async load(language: PicoLanguage): Promise<PicoEngine> {
    module ??= loadModule()
    const pico = await module
    const files = [language.textAnalysis, language.signalGeneration]
    const bytes = await Promise.all(files.map((file) => readFile(new URL(`../../voices/${file}`, import.meta.url))))
    const system = newSystem(pico)
    const voice = allocText(pico, 'voice')
    check(pico, system, pico._pico_createVoiceDefinition(system, voice), 'define a voice')
    for (const [i, file] of files.entries()) addResource(pico, system, voice, file, bytes[i] as Uint8Array)
    const engine = outPointer(pico, (out) => pico._pico_newEngine(system, voice, out), system, 'make an engine')
    return new PicoEngine(pico, system, engine)
  }

  /** PCM16 at 16 kHz. `text` may hold Pico's own tags, such as `<pitch level="80">`. Throws if Pico refuses it. */
  render(text: string): Int16Array {
    const pico = this.#pico
    // A soft reset forgets what the last text left behind, so that the same text gives the same audio.
    check(pico, this.#system, pico._pico_resetEngine(this.#engine, RESET_SOFT), 'reset the engine')
    const bytes = new TextEncoder().encode(`${text}\0`)
    if (bytes.length > MOST_TEXT_BYTES) throw new Error(`text of ${bytes.length} bytes; Pico takes ${MOST_TEXT_BYTES}`)
    const address = allocBytes(pico, bytes)
    try {
      const parts: Uint8Array[] = []
      for (let done = 0; done < bytes.length; ) {
        const status = pico._pico_putTextUtf8(this.#engine, address + done, bytes.length - done, this.#counts)
        check(pico, this.#system, status, 'take text')
        done += new DataView(pico.HEAPU8.buffer).getInt16(this.#counts, true)
        this.#drain(parts)
      }
      return toSamples(parts)
    } finally {
      pico._free(address)
    }
  }

  #drain(parts: Uint8Array[]): void {
    const pico = this.#pico
    for (;;) {
      const status = pico._pico_getData(this.#engine, this.#buffer, BUFFER_BYTES, this.#counts, this.#counts + 4)
      if (status !== STEP_IDLE && status !== STEP_BUSY) check(pico, this.#system, status, 'render')
      const count = new DataView(pico.HEAPU8.buffer).getInt16(this.#counts, true)
      if (count > 0) parts.push(pico.HEAPU8.slice(this.#buffer, this.#buffer + count))
      if (status === STEP_IDLE) return
    }
  }
}

function newSystem(pico: PicoModule): number {
  const memory = pico._malloc(ENGINE_MEMORY_BYTES)
  return outPointer(pico, (out) => pico._pico_initialize(memory, ENGINE_MEMORY_BYTES, out), 0, 'start')
}

function addResource(pico: PicoModule, system: number, voice: number, file: string, bytes: Uint8Array): void {
  pico.FS.writeFile(file, bytes)
  const path = allocText(pico, file)
  const resource = outPointer(pico, (out) => pico._pico_loadResource(system, path, out), system, `load ${file}`)
  pico.FS.unlink(file)
  const name = pico._malloc(NAME_BYTES)
  check(pico, system, pico._pico_getResourceName(system, resource, name), `name ${file}`)
  check(pico, system, pico._pico_addResourceToVoiceDefinition(system, voice, name), `use ${file}`)
}

function outPointer(pico: PicoModule, call: (out: number) => number, system: number, what: string): number {
  const out = pico._malloc(4)
  check(pico, system, call(out), what)
  const pointer = new DataView(pico.HEAPU8.buffer).getUint32(out, true)
  pico._free(out)
  return pointer
}

function check(pico: PicoModule, system: number, status: number, what: string): void {
  if (status === OK) return
  if (!system) throw new Error(`Pico could not ${what}: status ${status}`)
  const message = pico._malloc(MESSAGE_BYTES)
  pico._pico_getSystemStatusMessage(system, status, message)
  const end = pico.HEAPU8.indexOf(0, message)
  const text = new TextDecoder().decode(pico.HEAPU8.slice(message, end))
  pico._free(message)
  throw new Error(`Pico could not ${what}: ${text} (status ${status})`)
}

function allocText(pico: PicoModule, text: string): number {
  return allocBytes(pico, new TextEncoder().encode(`${text}\0`))
}

function allocBytes(pico: PicoModule, bytes: Uint8Array): number {
  const address = pico._malloc(bytes.length)
  pico.HEAPU8.set(bytes, address)
  return address
}

function toSamples(parts: Uint8Array[]): Int16Array {
  const bytes = Buffer.concat(parts)
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}
