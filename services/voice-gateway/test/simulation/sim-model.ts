import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type {
  EndCause,
  ModelConfig,
  ModelEvent,
  ModelSession,
  StopSpeech,
  ToolCall,
  VoiceModel,
} from '../../src/model/voice-model.ts'
import { asideItem, isSpeech, voiceOf } from './audio.ts'
import { type Fault, isStrike } from './faults.ts'
import { type Item, nameOf, type Scene, type Utterance } from './scene.ts'
import { SimMemory } from './sim-memory.ts'
import { unsay } from './unsay.ts'

interface Active {
  readonly responseId: string
  cancelled: boolean
}

/** How long a session may be half open before its socket's pulse finds it out. */
const pulseFindsMs = 6_000
/** Silence that ends an utterance, and how far what is told travels. */
const endOfSpeechMs = 500
const chunkMs = 200
const connectWithinMs = 5_000

/** The model's vendor: sessions that remember what they were told, and hold us to the rules of the wire. */
export class SimModel implements VoiceModel {
  readonly model = 'simulated'
  readonly capabilities = { turnOwner: 'client', unsay: 'truncate', aside: true } as const
  readonly #scene: Scene
  readonly #sessions: SimSession[] = []
  readonly #isAlive: () => boolean

  constructor(scene: Scene, isAlive: () => boolean) {
    this.#scene = scene
    this.#isAlive = isAlive
  }

  open(config: ModelConfig, listener: (event: ModelEvent) => void): ModelSession {
    const session = new SimSession(this.#scene, config, (event) => {
      if (this.#isAlive()) listener(event)
    })
    this.#sessions.push(session)
    return session
  }

  /** Every session dies, as with its socket. */
  die() {
    for (const session of this.#sessions) session.end('lost', 'closed-1006')
  }
}

class SimSession implements ModelSession {
  readonly #scene: Scene
  readonly #tell: (event: ModelEvent) => void
  readonly #timers = new Set<Disposable>()
  readonly #latencyMs: number
  readonly #calls = new Map<string, { readonly call: ToolCall; answered: boolean }>()
  readonly #memory: SimMemory
  readonly #items = new Map<string, Item>()
  #repeat: ToolCall | undefined
  #phase: 'connecting' | 'ready' | 'half-open' | 'over' = 'connecting'
  #active: Active | undefined
  #count = 0
  #hearing: { readonly itemId: string; readonly until: Disposable } | undefined
  readonly #name: string

  constructor(scene: Scene, config: ModelConfig, tell: (event: ModelEvent) => void) {
    this.#scene = scene
    this.#tell = (event) => {
      if (this.#phase !== 'half-open') tell(event)
      // As a connection does: what comes next overwrites it.
      if (event.kind === 'audio') event.audio.bytes.fill('A')
    }
    this.#name = `s${scene.sessions++}`
    this.#latencyMs = 5 + scene.random.below(40)
    this.#memory = new SimMemory(scene)
    if (config.history !== undefined) this.#memory.read(config.history)
    const fault = this.#at('model-opens')
    if (fault === 'lost') this.#in(80, () => this.end('lost', 'closed-1006'))
    else if (fault === 'fatal') this.#in(80, () => this.end('fatal', 'insufficient_quota'))
    else if (fault === 'hangs') this.#in(connectWithinMs, () => this.end('lost', 'too-late'))
    else this.#in(fault === 'slow' ? 3_000 : 30 + scene.random.below(300), () => this.#begin())
    if (fault !== undefined) scene.troubledAtMs.push(scene.clock.monotonicMs())
  }

  /** Passes a boundary. What strikes there is on its way then. */
  #at<B extends Parameters<Scene['faults']['at']>[0]>(boundary: B): Fault<B> | undefined {
    const fault = this.#scene.faults.at(boundary)
    if (isStrike(fault)) this.#scene.strike(fault)
    if (fault === 'half-open') this.#goDeaf()
    return fault
  }

  /** Nothing comes and nothing goes any more, and nobody says so. */
  #goDeaf() {
    this.#scene.troubledAtMs.push(this.#scene.clock.monotonicMs())
    this.#phase = 'half-open'
    this.#in(pulseFindsMs, () => this.end('lost', 'unread'))
  }

  #begin() {
    this.#phase = 'ready'
    this.#tell({ kind: 'ready', sessionId: this.#name })
  }

  /** What happens in so long, unless the session ends before. */
  #in(ms: number, fn: () => void): Disposable {
    const timer = this.#scene.clock.after(ms, () => {
      this.#timers.delete(timer)
      fn()
    })
    this.#timers.add(timer)
    return timer
  }

  /** In order, some way off. */
  #send(event: ModelEvent) {
    this.#in(this.#latencyMs, () => this.#tell(event))
  }

  end(cause: EndCause, code: string) {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    for (const timer of this.#timers) timer[Symbol.dispose]()
    this.#timers.clear()
    if (cause !== 'requested') this.#scene.troubledAtMs.push(this.#scene.clock.monotonicMs())
    this.#tell({ kind: 'ended', cause, code })
  }

  sayAside(name: string) {
    const audio = voiceOf(asideItem, 600)
    this.#in(300, () => this.#tell({ kind: 'aside-spoken', name, audio }))
  }

  close() {
    this.end('requested', 'requested')
  }

  pushAudio(audio: PassingAudio) {
    if (this.#phase !== 'ready' || !isSpeech(audio.text())) return
    const scene = this.#scene
    this.#hearing?.until[Symbol.dispose]()
    const itemId = this.#hearing?.itemId ?? `${this.#name}-u${this.#count++}`
    if (this.#hearing === undefined) this.#send({ kind: 'speech-started', itemId })
    const said = scene.utterances.at(-1)
    const until = this.#in(endOfSpeechMs, () => {
      this.#hearing = undefined
      if (this.#phase !== 'ready') return
      this.#send({ kind: 'speech-stopped', itemId, silentMs: endOfSpeechMs })
      this.#send({ kind: 'turn-committed', itemId })
      if (said === undefined) return
      said.committedAtMs ??= scene.clock.monotonicMs()
      this.#memory.hear(said)
      const text = `${nameOf(said)} ${said.wish}, please, would you`
      this.#in(150, () => this.#send({ kind: 'caller-words', itemId, text }))
    })
    this.#hearing = { itemId, until }
  }

  respond() {
    this.#create(undefined)
  }

  say(instructions: string) {
    if (instructions.startsWith('Open the call')) {
      this.#scene.greetingsAskedAtMs.push(this.#scene.clock.monotonicMs())
      this.#create('greeting')
    } else this.#create('said')
  }

  #create(saying: 'greeting' | 'said' | undefined) {
    if (this.#phase !== 'ready') return
    const scene = this.#scene
    if (this.#active !== undefined) scene.violated('a response is created while one is active')
    const fault = this.#at('model-responds')
    if (fault === 'half-open') return
    if (fault !== undefined) scene.troubledAtMs.push(scene.clock.monotonicMs())
    if (fault === 'lost' || fault === 'expired' || fault === 'fatal') return this.end(fault, fault)
    if (fault === 'refused') return this.#send({ kind: 'response-refused', code: 'server_error', busy: false })
    const responseId = `${this.#name}-r${this.#count++}`
    this.#active = { responseId, cancelled: false }
    if (fault === 'silent') return
    this.#in(40 + scene.random.below(200), () => {
      this.#send({ kind: 'response-started', responseId })
      if (fault === 'failed') this.#over('failed', [])
      else this.#answer(responseId, saying)
    })
  }

  /** What it does with its turn: says what it was told to, calls what the caller wants, or talks. */
  #answer(responseId: string, saying: 'greeting' | 'said' | undefined) {
    if (saying !== undefined) return this.#speak(responseId, saying === 'greeting', [])
    const repeated = this.#repeat
    this.#repeat = undefined
    if (repeated !== undefined) return this.#over('completed', [repeated])
    const wanted = this.#memory.nextToDo()
    if (wanted === undefined) return this.#speak(responseId, false, [])
    const call = this.#callFor(wanted)
    if (wanted.wish === 'bye' && this.#scene.random.chance(0.8)) return this.#speak(responseId, false, [call])
    this.#over('completed', [call])
  }

  #callFor(wanted: Utterance): ToolCall {
    const toolCallId = `${this.#name}-c${this.#count++}`
    if (wanted.wish === 'bye') return { toolCallId, tool: 'endCall', argumentsJson: '{}' }
    const args = { slotId: nameOf(wanted), customer: { name: 'Ada Lovelace' } }
    return { toolCallId, tool: 'bookAppointment', argumentsJson: JSON.stringify(args) }
  }

  #speak(responseId: string, isGreeting: boolean, calls: readonly ToolCall[]) {
    const { items, random } = this.#scene
    const item: Item = {
      ...{ number: items.length, itemId: `${this.#name}-a${this.#count++}`, isGreeting },
      ...{ madeMs: 0, heardMs: 0, heardAtMs: 0, cut: false },
    }
    items.push(item)
    this.#items.set(item.itemId, item)
    this.#send({ kind: 'agent-words', itemId: item.itemId, text: 'so many words are said here', final: false })
    this.#speakOn(responseId, item, 2 + random.below(10), calls)
  }

  #speakOn(responseId: string, item: Item, chunksLeft: number, calls: readonly ToolCall[]) {
    if (this.#active?.responseId !== responseId) return
    if (this.#active.cancelled) return this.#over('cancelled', [])
    if (chunksLeft === 0) return this.#over('completed', calls)
    item.madeMs += chunkMs
    this.#send({
      kind: 'audio',
      responseId,
      itemId: item.itemId,
      audio: PassingAudio.of(voiceOf(item.number, chunkMs)),
    })
    this.#in(25, () => this.#speakOn(responseId, item, chunksLeft - 1, calls))
    this.#troubleWhileSpeaking()
  }

  #troubleWhileSpeaking() {
    const fault = this.#at('model-speaks')
    if (fault === 'lost' || fault === 'expired') return this.end(fault, fault)
    if (fault !== 'garbage') return
    this.#send({ kind: 'response-ended', responseId: 'strange', status: 'completed', toolCalls: [] })
    this.#send({ kind: 'caller-words', itemId: 'strange', text: '' })
    this.#send({ kind: 'speech-stopped', itemId: 'strange', silentMs: -1 })
    this.#send({ kind: 'notice', code: 'strange' })
  }

  #over(status: 'completed' | 'cancelled' | 'failed', toolCalls: readonly ToolCall[]) {
    const responseId = this.#active?.responseId ?? ''
    this.#active = undefined
    this.#send({ kind: 'usage', model: 'simulated', usage: { total_tokens: 10 } })
    for (const call of toolCalls)
      if (!this.#calls.has(call.toolCallId)) this.#calls.set(call.toolCallId, { call, answered: false })
    const ended: ModelEvent = { kind: 'response-ended', responseId, status, toolCalls }
    this.#send(ended)
    if (toolCalls.length === 0) return
    const fault = this.#at('model-called')
    if (fault === 'lost') this.#in(this.#latencyMs, () => this.end('lost', 'closed-1006'))
    else if (fault === 'duplicate') this.#send(ended)
    else if (fault === 'asks-again') this.#repeat = again(toolCalls, `${this.#name}-c${this.#count++}`)
  }

  stopSpeech({ cancelResponse, heard }: StopSpeech) {
    if (this.#phase !== 'ready') return
    if (cancelResponse && this.#active !== undefined) {
      const active = this.#active
      active.cancelled = true
      this.#in(10, () => this.#active === active && this.#over('cancelled', []))
    }
    for (const { itemId, heardMs } of heard) unsay(this.#scene, this.#items.get(itemId), heardMs)
  }

  answerTool(toolCallId: string, output: string) {
    if (this.#phase !== 'ready') return
    const asked = this.#calls.get(toolCallId)
    if (asked === undefined) return this.#scene.violated('a call is answered that the session never made')
    if (asked.answered) this.#scene.violated('a call is answered twice')
    const fault = this.#at('model-answered')
    if (fault === 'half-open') return
    if (fault === 'lost') return this.end('lost', 'closed-1006')
    if (fault === 'repeats-call') this.#repeat = asked.call
    asked.answered = true
    this.#memory.learn(asked.call.argumentsJson, output)
  }

  addContext(text: string) {
    if (this.#phase === 'ready') this.#memory.read(text)
  }
}

/** The same wish by another name, as a model asks that has forgotten that it did. */
function again([call]: readonly ToolCall[], toolCallId: string): ToolCall | undefined {
  return call === undefined ? undefined : { ...call, toolCallId }
}
