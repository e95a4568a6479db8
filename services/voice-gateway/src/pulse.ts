import type { Clock } from '@frontdesk/process/clock'

export interface PulseLimits {
  readonly pingEveryMs: number
  /** Nothing arrived for this long, not even the answer to a ping: half open. */
  readonly silentAfterMs: number
  /** Whoever answered pings before and leaves one unanswered for this long does not read any more, whatever it sends. */
  readonly unreadAfterMs: number
}

export interface PulsePorts {
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly limits: PulseLimits
  readonly ping: () => void
  /** Once; the pulse has stopped then. */
  readonly onLost: (cause: 'silent' | 'unread') => void
}

/**
 * Whether the other end of a socket is there and reads. The kernels between us take minutes of audio that nobody reads, so
 * that what is unsent shows nothing; but a ping stands in line behind that audio, and its answer says that all before it
 * was read.
 */
export class Pulse implements Disposable {
  readonly #ports: PulsePorts
  #heard = false
  #lastHeardMs: number
  #pingedAtMs: number | undefined
  #answers = false
  #dueMs = 0
  #timer: Disposable

  constructor(ports: PulsePorts) {
    this.#ports = ports
    this.#lastHeardMs = ports.clock.monotonicMs()
    this.#timer = this.#checkLater()
  }

  /** Something arrived. Called for every message: it costs nothing. */
  heard(): void {
    this.#heard = true
  }

  /** The answer to a ping arrived. */
  answered(): void {
    this.#heard = true
    this.#answers = true
    this.#pingedAtMs = undefined
  }

  /** How long the ping has been unanswered that is under way; 0 with one who has never answered any. */
  unansweredMs(nowMs: number): number {
    return this.#pingedAtMs === undefined || !this.#answers ? 0 : nowMs - this.#pingedAtMs
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]()
  }

  #checkLater(): Disposable {
    const { clock, limits } = this.#ports
    this.#dueMs = clock.monotonicMs() + limits.pingEveryMs
    return clock.after(limits.pingEveryMs, () => this.#check())
  }

  /** While we ourselves did not run, nothing of theirs was read: that time is not held against them. */
  #forgive(lateMs: number): void {
    if (lateMs < this.#ports.limits.pingEveryMs) return
    this.#lastHeardMs += lateMs
    if (this.#pingedAtMs !== undefined) this.#pingedAtMs += lateMs
  }

  #check(): void {
    const { clock, ping, onLost } = this.#ports
    const nowMs = clock.monotonicMs()
    this.#forgive(nowMs - this.#dueMs)
    if (this.#heard) this.#lastHeardMs = nowMs
    this.#heard = false
    const cause = this.#lossAt(nowMs)
    if (cause !== undefined) {
      onLost(cause)
      return
    }
    if (this.#pingedAtMs === undefined || !this.#answers) {
      this.#pingedAtMs = nowMs
      ping()
    }
    this.#timer = this.#checkLater()
  }

  #lossAt(nowMs: number): 'silent' | 'unread' | undefined {
    const { silentAfterMs, unreadAfterMs } = this.#ports.limits
    if (nowMs - this.#lastHeardMs >= silentAfterMs) return 'silent'
    return this.unansweredMs(nowMs) >= unreadAfterMs ? 'unread' : undefined
  }
}
