import { everyWay, type Fault, nameOf, type VendorFault, type Way } from './faults.ts'
import { kindNames } from './kinds.ts'
import type { PortFault } from './life.ts'
import { randomFrom } from './random.ts'

/** All that a scene goes through, decided beforehand: the same plan always means the same trouble. */
export interface Plan {
  readonly seed: number
  readonly kind: (typeof kindNames)[number]
  readonly vendorFaults: readonly VendorFault[]
  /** Of the lives that work on the request, one after the other; those behind them have none. */
  readonly lives: readonly (readonly PortFault[])[]
  /** Of the lives that work on what the call left open. */
  readonly afterCallLives: readonly (readonly PortFault[])[]
  /** The request is delivered twice at once. */
  readonly isDoubled: boolean
  /** The request is delivered once more when it is done: its acknowledgement was lost. */
  readonly isRepeated: boolean
  /** The answer was lost: the model, or a gateway that took over, asks again under another id. */
  readonly isAskedAgain: boolean
  /** The model asks for the same wish with other details, before or after the first is settled. */
  readonly otherDetails: 'none' | 'meanwhile' | 'afterwards'
  /** How long the caller waits. */
  readonly withinMs: number
  /** The calendar refuses a second event of one id: Google does not promise to. */
  readonly noticesDoubledIds: boolean
  /** The vendors' look-ups are behind what was done, by less than we rest. */
  readonly lags: boolean
}

/** What a kind of wish comes by when nothing goes wrong: where faults can be put. */
export interface Boundaries {
  readonly ports: readonly string[]
  readonly asked: readonly Pick<VendorFault, 'vendor' | 'call' | 'nth'>[]
  readonly afterCall: readonly string[]
}
export type BoundariesOf = { readonly [K in Plan['kind']]: Boundaries }

export const calm = (seed: number, kind: Plan['kind']): Plan => ({
  ...{ seed, kind, vendorFaults: [], lives: [], afterCallLives: [], withinMs: 60_000 },
  ...{ isDoubled: false, isRepeated: false, isAskedAgain: false, otherDetails: 'none' },
  ...{ noticesDoubledIds: false, lags: false },
})

/** What a life comes by that takes over from one that died; names that a kind does not know are met by nobody. */
const secondLooks = [
  ...[
    'ledger.release#1',
    'ledger.settle#1',
    'calendar.get#1',
    'calendar.madeBy#1',
    'calendar.blocking#1',
    'calendar.ofPerson#1',
  ],
  ...['crm.find#1', 'crm.upsert#1', 'crm.findNote#1', 'sms.find#1', 'sms.send#1', 'callbacks.find#1', 'claims.claim#1'],
]
const secondAsks: Boundaries['asked'] = [
  { vendor: 'calendar', call: 'events.get', nth: 1 },
  { vendor: 'calendar', call: 'events.list', nth: 2 },
  { vendor: 'crm', call: 'objects.search', nth: 2 },
  { vendor: 'carrier', call: 'messages.list', nth: 1 },
]

/** Long enough for tries and takeovers; or so short that the caller hears of it late, or not at all. */
const patient = 60_000
const hasty = [150, 300, 600]

/** The plan of a seed: what happens, and where. */
export function planOf(seed: number, boundariesOf: BoundariesOf): Plan {
  const random = randomFrom(seed)
  const kind = random.pick(kindNames)
  const { ports, asked, afterCall } = boundariesOf[kind]
  const portFault = (names: readonly string[]): PortFault => ({
    at: random.pick(names),
    side: random.pick(['before', 'after'] as const),
    how: random.pick(['dies', 'dies', 'dies', 'fails', 'sleeps'] as const),
  })
  const life = (names: readonly string[]) => (names.length > 0 && random.chance(0.8) ? [portFault(names)] : [])
  const many = (most: number, names: readonly string[]) =>
    Array.from({ length: random.below(most + 1) }, () => life(names))
  const vendorFault = (): VendorFault => ({
    ...random.pick(random.chance(0.3) ? [...asked, ...secondAsks] : asked),
    way: random.pick(everyWay),
  })
  return {
    seed,
    kind,
    vendorFaults: asked.length === 0 ? [] : Array.from({ length: random.below(3) }, vendorFault),
    lives: many(3, random.chance(0.3) ? [...ports, ...secondLooks] : ports),
    afterCallLives: many(2, afterCall),
    isDoubled: random.chance(0.25),
    isRepeated: random.chance(0.4),
    isAskedAgain: random.chance(0.4),
    otherDetails: random.pick(['none', 'none', 'meanwhile', 'afterwards'] as const),
    withinMs: random.chance(0.15) ? random.pick(hasty) : patient,
    noticesDoubledIds: random.chance(0.5),
    lags: random.chance(0.3),
  }
}

/** One plan for every boundary of a kind and everything that can happen there. */
export function plansAtEveryBoundary(
  kind: Plan['kind'],
  { ports, asked, afterCall }: Boundaries,
  thorough: boolean,
): Plan[] {
  const plain = calm(0, kind)
  const hows: PortFault['how'][] = thorough ? ['dies', 'fails', 'sleeps'] : ['dies']
  const at = (name: string): PortFault[] =>
    hows.flatMap((how) =>
      (how === 'fails' || thorough ? (['before', 'after'] as const) : (['after'] as const)).map((side) => ({
        at: name,
        side,
        how,
      })),
    )
  const rotating = (index: number): readonly Way[] =>
    thorough ? everyWay : [everyWay[index % everyWay.length] ?? '429']
  return [
    ...ports.flatMap(at).map((fault) => ({ ...plain, lives: [[fault]] })),
    ...afterCall.flatMap(at).map((fault) => ({ ...plain, afterCallLives: [[fault]] })),
    ...asked.flatMap((ask, index) => rotating(index).map((way) => ({ ...plain, vendorFaults: [{ ...ask, way }] }))),
  ]
}

/** Ports that a process reaches without a vendor's client: where it kills itself. At the vendors' requests it is killed. */
const isOwnPort = (name: string) => /^(ledger|claims|callbacks|bus)\./.test(name)

/** One plan for every boundary at which a real process is killed. */
export const killPlans = (kind: Plan['kind'], { ports, asked }: Boundaries): Plan[] => [
  ...ports.filter(isOwnPort).map((at): Plan => ({ ...calm(0, kind), lives: [[{ at, side: 'after', how: 'dies' }]] })),
  ...asked.map((ask): Plan => ({ ...calm(0, kind), vendorFaults: [{ ...ask, way: 'killed, done' }] })),
]

/** So many of them, spread over all. */
export const spread = (plans: readonly Plan[], most: number): Plan[] =>
  plans.length <= most
    ? [...plans]
    : Array.from({ length: most }, (_, i) => plans[Math.floor((i * plans.length) / most)]).filter(
        (plan) => plan !== undefined,
      )

export const faultsOf = ({ vendorFaults, lives, afterCallLives }: Plan): Fault[] => [
  ...vendorFaults,
  ...lives.flat(),
  ...afterCallLives.flat(),
]

export const describePlan = (plan: Plan): string => {
  const { vendorFaults, lives, afterCallLives, ...rest } = plan
  const flags = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  return [
    ...flags,
    ...vendorFaults.map(nameOf),
    ...lives.map((life, i) => `life ${i + 1}: ${life.map(nameOf).join()}`),
    ...afterCallLives.map((life, i) => `after the call, life ${i + 1}: ${life.map(nameOf).join()}`),
  ].join('; ')
}
