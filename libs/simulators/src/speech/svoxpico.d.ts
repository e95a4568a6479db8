/** What we use of the Emscripten module; the package ships no types. Pointers are byte offsets into the heap. */
declare module '@echogarden/svoxpico-wasm' {
  export type PicoModule = {
    HEAPU8: Uint8Array
    FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void }
    _malloc(bytes: number): number
    _free(pointer: number): void
    _pico_initialize(memory: number, bytes: number, outSystem: number): number
    _pico_terminate(inOutSystem: number): number
    _pico_getSystemStatusMessage(system: number, status: number, outMessage: number): number
    _pico_loadResource(system: number, path: number, outResource: number): number
    _pico_getResourceName(system: number, resource: number, outName: number): number
    _pico_createVoiceDefinition(system: number, voice: number): number
    _pico_addResourceToVoiceDefinition(system: number, voice: number, resourceName: number): number
    _pico_newEngine(system: number, voice: number, outEngine: number): number
    _pico_putTextUtf8(engine: number, text: number, bytes: number, outBytesPut: number): number
    _pico_getData(engine: number, buffer: number, bytes: number, outBytes: number, outType: number): number
    _pico_resetEngine(engine: number, mode: number): number
  }
  export default function load(options?: {
    print?(line: string): void
    printErr?(line: string): void
  }): Promise<PicoModule>
}
