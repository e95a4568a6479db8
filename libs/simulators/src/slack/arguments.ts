import { z } from 'zod'
import type { Ask } from '../server/vendor.ts'
import { blockFaults, blocksSchema } from './blocks.ts'
import { metadataSchema } from './messages.ts'
import { slackRefusal } from './slack-errors.ts'

/** A call's arguments: of the query or of the body, the body a form or JSON. */
export function argumentsOf({ query, body }: Ask): Record<string, unknown> {
  return { ...Object.fromEntries(query), ...z.record(z.string(), z.unknown()).catch({}).parse(body) }
}

/** Of a form, what is not a plain value comes as JSON text. */
function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

export function text(args: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = args[name]
  return value === undefined || value === null || value === '' ? undefined : String(value)
}

export function flag(args: Readonly<Record<string, unknown>>, name: string): boolean {
  return ['true', '1'].includes(String(args[name]))
}

/** Slack cuts longer texts. */
const MAX_TEXT = 40_000
const MAX_METADATA_BYTES = 8_000

/**
 * Reads what a message says.
 * @throws Refused with Slack's error for content that it does not take
 */
export function contentOf(args: Readonly<Record<string, unknown>>) {
  const words = text(args, 'text')
  const blocks = readBlocks(args.blocks)
  const attachments = readList(args.attachments, 'invalid_attachments')
  if (!words && !blocks?.length && !attachments?.length) throw slackRefusal('no_text')
  const metadata = readMetadata(args.metadata)
  return {
    text: (words ?? '').slice(0, MAX_TEXT),
    ...(blocks && { blocks }),
    ...(attachments && { attachments }),
    ...(metadata && { metadata }),
  }
}

function readBlocks(given: unknown) {
  if (given === undefined) return undefined
  const blocks = structured(given)
  if (!Array.isArray(blocks)) throw slackRefusal('invalid_blocks_format')
  const faults = blockFaults(blocks)
  if (faults.length > 0) {
    const messages = faults.map((fault) => `[ERROR] ${fault}`)
    throw slackRefusal('invalid_blocks', { errors: faults, response_metadata: { messages } })
  }
  return blocksSchema.parse(blocks)
}

function readList(given: unknown, error: string): unknown[] | undefined {
  if (given === undefined) return undefined
  const list = z.array(z.unknown()).safeParse(structured(given))
  if (!list.success) throw slackRefusal(error)
  return list.data
}

function readMetadata(given: unknown) {
  if (given === undefined) return undefined
  const metadata = metadataSchema.safeParse(structured(given))
  if (!metadata.success) throw slackRefusal('invalid_metadata_format')
  if (JSON.stringify(metadata.data).length > MAX_METADATA_BYTES) throw slackRefusal('metadata_too_large')
  return metadata.data
}
