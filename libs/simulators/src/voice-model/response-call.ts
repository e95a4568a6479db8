import type { Entry } from './conversation.ts'
import { newId } from './ids.ts'
import type { ToolCall } from './receptionist/acts.ts'
import type { ResponseJob } from './response-job.ts'
import type { Stage } from './stage.ts'
import type { CallItem } from './wire/item.ts'

/** Asks for a tool, as one item of a response. */
export function sendCall(job: ResponseJob, stage: Stage, call: ToolCall): void {
  const trouble = stage.trouble.take('call')
  const text = trouble?.is === 'bad-arguments' ? badArguments : JSON.stringify(call.arguments)
  sendOne(job, stage, call.tool, text)
  if (trouble?.is === 'twice') sendOne(job, stage, call.tool, text)
}

/** JSON, and nothing that a tool takes. */
const badArguments = '{"date":"next week","slotId":7}'

function sendOne(job: ResponseJob, stage: Stage, name: string, text: string): void {
  const opened: CallItem = {
    id: newId('item'),
    object: 'realtime.item',
    type: 'function_call',
    status: 'in_progress',
    call_id: newId('call'),
    name,
    arguments: '',
  }
  const entry: Entry = { item: opened }
  const output_index = job.output.push(entry) - 1
  const { id: item_id, call_id } = opened
  stage.emit('response.output_item.added', { response_id: job.id, output_index, item: opened })
  const previous_item_id = job.outOfBand ? null : stage.conversation.add(entry)
  if (!job.outOfBand) stage.emit('conversation.item.added', { previous_item_id, item: opened })
  const place = { response_id: job.id, item_id, output_index, call_id }
  for (const delta of text.match(/.{1,24}/gs) ?? []) {
    stage.emit('response.function_call_arguments.delta', { ...place, delta })
  }
  stage.emit('response.function_call_arguments.done', { ...place, arguments: text, name })
  const item = { ...opened, status: 'completed', arguments: text } as const
  entry.item = item
  if (!job.outOfBand) stage.emit('conversation.item.done', { previous_item_id, item })
  stage.emit('response.output_item.done', { response_id: job.id, output_index, item })
}
