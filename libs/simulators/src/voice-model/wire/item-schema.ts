import { z } from 'zod'

const id = z.string().min(1).max(32, 'an id may have 32 characters').optional()
const common = { id, object: z.literal('realtime.item').optional(), status: z.string().optional() }
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() })
const inputAudio = z.strictObject({
  type: z.literal('input_audio'),
  audio: z.base64(),
  transcript: z.string().nullable().optional(),
})
/** A picture says nothing to this model, but may be shown. */
const inputImage = z.strictObject({
  type: z.literal('input_image'),
  image_url: z.string().regex(/^data:image\/(png|jpeg);base64,/, 'must be a data URI of a png or jpeg'),
  detail: z.enum(['auto', 'low', 'high']).optional(),
})
const outputText = z.strictObject({ type: z.literal('output_text'), text: z.string() })

const message = z.discriminatedUnion('role', [
  z.strictObject({ ...common, type: z.literal('message'), role: z.literal('system'), content: z.array(inputText) }),
  z.strictObject({
    ...common,
    type: z.literal('message'),
    role: z.literal('user'),
    content: z.array(z.discriminatedUnion('type', [inputText, inputAudio, inputImage])),
  }),
  z.strictObject({ ...common, type: z.literal('message'), role: z.literal('assistant'), content: z.array(outputText) }),
])

/** An item as an application may put it into the conversation. */
export const clientItemSchema = z.discriminatedUnion('type', [
  message,
  z.strictObject({
    ...common,
    type: z.literal('function_call'),
    call_id: z.string().min(1).optional(),
    name: z.string().min(1),
    arguments: z.string(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('function_call_output'),
    call_id: z.string().min(1),
    output: z.string(),
  }),
])
export type ClientItem = z.infer<typeof clientItemSchema>

/** What a response may be given to go by in place of the conversation. */
export const inputItemSchema = z.union([
  clientItemSchema,
  z.strictObject({ type: z.literal('item_reference'), id: z.string().min(1) }),
])
export type InputItem = z.infer<typeof inputItemSchema>
