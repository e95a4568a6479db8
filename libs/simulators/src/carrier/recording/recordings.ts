import { setTimeout as pause } from 'node:timers/promises'
import { SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import type { Leg } from '../leg.ts'
import { type Book, newSid, type RecordingRow } from '../rows.ts'
import type { CarrierSettings } from '../settings.ts'
import type { RecordingOrder } from '../stage.ts'
import { silentFrame } from '../tones.ts'
import type { Webhooks } from '../webhooks.ts'
import { recordingParams } from './params.ts'
import type { Shelf, Tape } from './tape.ts'
import { trimSilence } from './trim.ts'

export interface RecordingsOptions {
  readonly book: Book
  readonly shelf: Shelf
  readonly webhooks: Webhooks
  readonly settings: CarrierSettings
  readonly closing: AbortSignal
  /** The address of a recording, without an extension. */
  readonly urlOf: (sid: string) => string
  readonly accountSid: string
}

interface Running {
  readonly sid: string
  readonly name: string | undefined
  readonly tape: Tape
  readonly tap: Disposable
  paused: false | 'silence' | 'skip'
}

/** A shorter recording is `absent`. */
const SHORTEST_MS = 100
/** "No audio captured", told with `absent`. */
const NOTHING_RECORDED = 16101
/** "Silence", told with `absent` as well. */
const NOTHING_HEARD = 16102

/** Recordings of running calls and what becomes of them afterwards; at most one runs a call. */
export class Recordings {
  readonly #options: RecordingsOptions
  readonly #running = new Map<string, Running>()

  constructor(options: RecordingsOptions) {
    this.#options = options
  }

  /** Undefined when the call is being recorded already. */
  start(call: { readonly sid: string; readonly leg: Leg }, order: RecordingOrder): RecordingRow | undefined {
    if (this.#running.has(call.sid)) return undefined
    const row: RecordingRow = {
      sid: newSid('RE'),
      callSid: call.sid,
      status: 'in-progress',
      channels: order.channels === 'dual' && order.track === 'both' ? 2 : 1,
      track: order.track,
      trim: order.trim,
      source: order.source,
      startedAtMs: Date.now(),
      durationMs: null,
      errorCode: null,
      callback: order.callback,
      endTold: false,
    }
    const tape = this.#options.shelf.record(row.sid, row.channels)
    const tap = call.leg.tap((said, heard) => this.#append(call.sid, row.track, said, heard))
    this.#running.set(call.sid, { sid: row.sid, name: order.name, tape, tap, paused: false })
    this.#keep(row)
    this.#tell(row)
    return row
  }

  /** The sid of the call's running recording. */
  current(callSid: string): string | undefined {
    return this.#running.get(callSid)?.sid
  }

  pause(callSid: string, how: 'silence' | 'skip'): void {
    const running = this.#running.get(callSid)
    if (!running) return
    running.paused = how
    this.#change(running.sid, { status: 'paused' })
  }

  goOn(callSid: string): void {
    const running = this.#running.get(callSid)
    if (!running) return
    running.paused = false
    this.#change(running.sid, { status: 'in-progress' })
  }

  /** The recording is stopped, or its call has ended. */
  stop(callSid: string, why?: 'silent'): void {
    const running = this.#running.get(callSid)
    if (!running) return
    this.#running.delete(callSid)
    running.tap[Symbol.dispose]()
    running.tape.finish()
    if (why === 'silent') this.#change(running.sid, { errorCode: NOTHING_HEARD })
    this.#develop(running.sid)
  }

  /** False when the recording that runs, if one does, is not called so. */
  stopNamed(callSid: string, name: string): boolean {
    if (this.#running.get(callSid)?.name !== name) return false
    this.stop(callSid)
    return true
  }

  /** Takes up what a process that died left: running recordings end where their tape ends, untold ends are told. */
  resume(): void {
    const { book, shelf } = this.#options
    for (const row of book.recordings.rows()) {
      if (row.endTold) continue
      // A tape that a killed process left has no length in its header.
      const recorded = shelf.read(row.sid)
      if (recorded) shelf.write(row.sid, recorded)
      this.#develop(row.sid)
    }
  }

  /** What can be fetched: undefined until the recording is completed, and after it was deleted. */
  media(sid: string): Int16Array[] | undefined {
    const row = this.#options.book.recordings.get(sid)
    return row?.status === 'completed' ? this.#options.shelf.read(sid) : undefined
  }

  remove(sid: string): void {
    this.#options.shelf.remove(sid)
    this.#change(sid, { status: 'deleted' })
  }

  #append(callSid: string, track: RecordingRow['track'], said: Uint8Array, heard: Uint8Array): void {
    const running = this.#running.get(callSid)
    if (!running || running.paused === 'skip') return
    const isSilenced = running.paused === 'silence'
    const inbound = isSilenced || track === 'outbound' ? silentFrame : said
    const outbound = isSilenced || track === 'inbound' ? silentFrame : heard
    running.tape.append(inbound, outbound)
  }

  #develop(sid: string): void {
    this.#change(sid, { status: 'processing' })
    const { recordingDelayMs } = this.#options.settings
    pause(recordingDelayMs, undefined, { signal: this.#options.closing }).then(
      () => this.#complete(sid),
      () => {},
    )
  }

  #complete(sid: string): void {
    const { book, shelf, settings } = this.#options
    const row = book.recordings.get(sid)
    if (!row || row.status === 'deleted') return
    const recorded = shelf.read(sid) ?? []
    const isTrimmed = row.trim === 'trim-silence'
    const channels = isTrimmed ? trimSilence(recorded) : recorded
    if (isTrimmed) shelf.write(sid, channels)
    const durationMs = ((channels[0]?.length ?? 0) / SAMPLE_RATE) * 1_000
    const isAbsent = settings.recordingsAbsent || durationMs < SHORTEST_MS || row.errorCode !== null
    const ended = this.#change(
      sid,
      isAbsent
        ? { status: 'absent', durationMs: 0, errorCode: row.errorCode ?? NOTHING_RECORDED, endTold: true }
        : { status: 'completed', durationMs, endTold: true },
    )
    this.#tell(ended)
  }

  #tell(row: RecordingRow): void {
    const { callback } = row
    if (!callback?.events.includes(row.status)) return
    const { accountSid, urlOf, webhooks } = this.#options
    const params = recordingParams(row, accountSid, urlOf(row.sid))
    webhooks.tell({ kind: 'recording', url: callback.url, method: callback.method, params })
  }

  #change(sid: string, change: Partial<RecordingRow>): RecordingRow {
    const row = this.#options.book.recordings.get(sid)
    if (!row) throw new Error(`there is no recording ${sid}`)
    return this.#keep({ ...row, ...change })
  }

  #keep(row: RecordingRow): RecordingRow {
    this.#options.book.recordings.put(row.sid, row)
    return row
  }
}
