import { z } from 'zod'

/**
 * What a variable may hold, told to the person who has to set it. Attached to a schema with `.meta(...)`; it is found through
 * `.optional()` and `.default()`, so that a service may loosen a shared setting.
 */
export interface SettingNote {
  /** Completes "must be …", e.g. `a TCP port from 1 to 65535`. */
  readonly allowed: string
  readonly example: string
  /** The value is never shown, not even when it is wrong. */
  readonly secret?: boolean
}

/** Everything that is wrong with the environment, in one message for a person. Holds no secret. */
export class EnvironmentFault extends Error {
  override readonly name = 'EnvironmentFault'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      `${faults.length === 1 ? 'A setting is' : `${faults.length} settings are`} missing or wrong:\n${faults.map((f) => `  ${f}`).join('\n')}`,
    )
    this.faults = faults
  }
}

export type Source = Readonly<Record<string, string | undefined>>

/** Tells that the variable `name` is wrong; `because` completes "because …". */
export type TellFault<Name extends string = string> = (name: Name, because: string) => void

/**
 * A check that spans several variables. It runs whatever else is wrong, so that all faults are told at once; a variable that is
 * itself wrong is undefined to it, as one that is missing.
 */
export type CrossCheck<S extends z.ZodRawShape> = (
  given: { readonly [K in keyof S]: z.output<S[K]> | undefined },
  fault: TellFault<keyof S & string>,
) => void

/**
 * Reads the settings that `schema` names, once, into a frozen object. A variable that is empty or only spaces counts as missing.
 * @throws EnvironmentFault with every fault at once
 */
export function readEnv<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  source: Source = process.env,
  check?: CrossCheck<S>,
): Readonly<z.infer<z.ZodObject<S>>> {
  const given: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = source[name]?.trim()
    if (value) given[name] = value
  }
  const parsed = schema.safeParse(given)
  const faults = (parsed.error?.issues ?? []).map(({ path: [name], message }) => ({
    name: String(name ?? ''),
    message,
  }))
  check?.(soundOnes(schema.shape, given), (name, because) => faults.push({ name, message: `because ${because}` }))
  if (parsed.success && faults.length === 0) return Object.freeze(parsed.data)
  throw new EnvironmentFault(
    [...Map.groupBy(faults, ({ name }) => name)].map(([name, its]) => {
      const messages = its.map(({ message }) => message)
      return tellFault(name, given[name], messages, noteOf(schema.shape[name]))
    }),
  )
}

function soundOnes<S extends z.ZodRawShape>(shape: S, given: Source): Parameters<CrossCheck<S>>[0] {
  const sound = Object.entries(shape).map(([name, schema]) => [name, z.safeParse(schema, given[name]).data])
  return Object.fromEntries(sound)
}

function tellFault(
  name: string,
  value: string | undefined,
  messages: readonly string[],
  note: SettingNote | undefined,
): string {
  const state = value === undefined ? 'is missing' : `is ${shown(value, note)}`
  if (note === undefined) return `${name} ${state}: ${messages.join('; ')}`
  const example = `e.g. ${name}=${note.example}`
  // A message of our own (a check across settings) says more than what the variable may hold in general.
  const crossCheck = messages.filter((message) => message.startsWith('because '))
  return [`${name} ${state}`, ...crossCheck, `it must be ${note.allowed}, ${example}`].join('; ')
}

/** An `@` may stand behind a password in a URL; an unknown variable may hold anything: neither is repeated. */
function shown(value: string, note: SettingNote | undefined): string {
  if (note === undefined || note.secret === true || value.includes('@')) return 'not valid (its value is not shown)'
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}

const noteSchema = z.object({ allowed: z.string(), example: z.string(), secret: z.boolean().optional() })

function noteOf(schema: unknown): SettingNote | undefined {
  let inner = schema
  while (inner instanceof z.ZodType) {
    const note = noteSchema.safeParse(inner.meta())
    if (note.success) {
      const { secret, ...rest } = note.data
      return secret === undefined ? rest : { ...rest, secret }
    }
    inner =
      inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable
        ? inner.unwrap()
        : undefined
  }
  return undefined
}
