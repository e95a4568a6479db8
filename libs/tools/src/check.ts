import { z } from 'zod'
import { isToolName, type ToolName, toolCatalogue, toolNames } from './catalogue.ts'

export type Checked =
  | { readonly ok: true; readonly tool: ToolName; readonly arguments: Record<string, unknown> }
  /** `message` is for the model: it names each field and what is allowed. It may repeat what the caller said: never log it. */
  | { readonly ok: false; readonly code: 'unknown-tool' | 'not-json' | 'bad-arguments'; readonly message: string }

/** Holds what a model asked for against the catalogue. `argumentsJson` is the raw text off the wire. */
export function checkToolCall(name: string, argumentsJson: string): Checked {
  if (!isToolName(name)) {
    return { ok: false, code: 'unknown-tool', message: `There is no tool ${name}. There are: ${toolNames.join(', ')}.` }
  }
  let json: unknown
  try {
    json = argumentsJson.trim() === '' ? {} : JSON.parse(argumentsJson)
  } catch {
    return { ok: false, code: 'not-json', message: `The arguments of ${name} must be one JSON object.` }
  }
  const parsed = toolCatalogue[name].arguments.safeParse(json)
  if (parsed.success) return { ok: true, tool: name, arguments: parsed.data }
  return { ok: false, code: 'bad-arguments', message: `${name} was not run. ${faultsOf(parsed.error)}` }
}

const faultsOf = (error: z.ZodError) =>
  error.issues
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ')

export interface ToolDefinition {
  readonly type: 'function'
  readonly name: ToolName
  readonly description: string
  readonly parameters: Record<string, unknown>
}

/** The tools as a model is told of them: JSON Schema, no `$schema` key. */
export function toolDefinitions(names: readonly ToolName[] = toolNames): readonly ToolDefinition[] {
  return names.map((name) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(toolCatalogue[name].arguments)
    return { type: 'function', name, description: toolCatalogue[name].description, parameters }
  })
}
