import type { Next, Stage } from '../stage.ts'
import { MediaStream } from '../stream/media-stream.ts'
import type { ConnectStream } from '../twiml/verbs.ts'

/** Runs the stream to its end; then the action's document follows, or without an action the next verb. */
export async function connectStream({ action, stream }: ConnectStream, stage: Stage): Promise<Next | undefined> {
  const { streamSid, error } = await new MediaStream(stage, stream).run()
  if (!action) return undefined
  const params = {
    StreamSid: streamSid,
    ...(error ? { StreamError: error.message, ErrorCode: String(error.code) } : {}),
  }
  return { kind: 'fetch', target: stage.resolve(action), params }
}
