import { z } from 'zod'

/** Slack's limits on what a message shows: https://docs.slack.dev/reference/block-kit/blocks */
const MAX_BLOCKS = 50

const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() })
const markdown = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() })
const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), markdown(max)])

const image = {
  image_url: z.url().max(3_000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2_000),
}
const imageElement = z.strictObject({ type: z.literal('image'), ...image })
const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: z.string().max(255).optional(),
  url: z.url().max(3_000).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z.looseObject({}).optional(),
  accessibility_label: z.string().max(75).optional(),
})
/** Elements that we do not send: known to Slack by these names, their insides are not looked at. */
const otherElement = z.looseObject({
  type: z.enum([
    'checkboxes',
    'datepicker',
    'datetimepicker',
    'overflow',
    'radio_buttons',
    'static_select',
    'external_select',
    'users_select',
    'conversations_select',
    'channels_select',
    'multi_static_select',
    'timepicker',
    'workflow_button',
  ]),
})

const blockId = { block_id: z.string().max(255).optional() }
const section = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(3_000).optional(),
    fields: z.array(anyText(2_000)).min(1).max(10).optional(),
    accessory: z.union([imageElement, button, otherElement]).optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text || fields, { message: 'missing required field: text' })

const block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({
    type: z.literal('context'),
    ...blockId,
    elements: z
      .array(z.union([imageElement, anyText(2_000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    ...blockId,
    elements: z
      .array(z.union([button, otherElement]))
      .min(1)
      .max(25),
  }),
  z.strictObject({ type: z.literal('image'), ...blockId, ...image, title: plainText(2_000).optional() }),
  z.strictObject({ type: z.literal('markdown'), ...blockId, text: z.string().min(1).max(12_000) }),
  z.looseObject({ type: z.literal('rich_text'), ...blockId, elements: z.array(z.looseObject({})) }),
  z.looseObject({ type: z.literal('table'), ...blockId, rows: z.array(z.array(z.looseObject({}))).max(100) }),
])
export const blocksSchema = z.array(block).max(MAX_BLOCKS)
export type Block = z.infer<typeof block>

/** What Slack finds wrong with a message's blocks, in its words and with its pointers; empty when nothing. */
export function blockFaults(blocks: unknown): string[] {
  const parsed = blocksSchema.safeParse(blocks)
  const wrong = parsed.success ? [] : parsed.error.issues.flatMap(leaves).map(told)
  const ids = parsed.success ? parsed.data.flatMap(({ block_id }) => block_id ?? []) : []
  return new Set(ids).size < ids.length ? [...wrong, '`block_id` already exists [json-pointer:/blocks]'] : wrong
}

interface Leaf {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A union's issue says nothing by itself: the faults of its first alternative stand for it. */
function leaves(issue: z.core.$ZodIssue): Leaf[] {
  if (issue.code !== 'invalid_union' || !issue.errors[0]?.length) return [issue]
  return issue.errors[0].flatMap(leaves).map(({ path, message }) => ({ path: [...issue.path, ...path], message }))
}

function told({ path, message }: Leaf): string {
  return `${message} [json-pointer:/${['blocks', ...path].join('/')}]`
}
