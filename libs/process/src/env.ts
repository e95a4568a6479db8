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

type Source = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings that `schema` names, once, into a frozen object. A variable that is empty or only spaces counts as missing.
 * Checks that span several variables belong in the schema's `.superRefine`, with the variable's name as the issue's path.
 * @throws EnvironmentFault with every fault at once
 */
export function readEnv<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  source: Source = process.env,
): Readonly<z.infer<z.ZodObject<S>>> {
  const given: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = source[name]?.trim()
    if (value) given[name] = value
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return Object.freeze(parsed.data)
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))]
  throw new EnvironmentFault(
    names.map((name) => {
      const messages = parsed.error.issues
        .filter((issue) => String(issue.path[0] ?? '') === name)
        .map((issue) => issue.message)
      return tellFault(name, given[name], messages, noteOf(schema.shape[name]))
    }),
  )
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
