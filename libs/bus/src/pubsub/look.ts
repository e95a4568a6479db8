import type { protos, v1 } from '@google-cloud/pubsub'

type Received = protos.google.pubsub.v1.IReceivedMessage

export interface LookParts {
  readonly api: v1.SubscriberClient
  /** The full name of what is looked at. */
  readonly path: string
  /** So many messages are taken at most. */
  readonly most: number
  /** After so long without a new message there are no more, */
  readonly quietMs: number
  /** unless this says that more must come: then it waits so long again. */
  readonly isMissed: () => boolean
  readonly onReceived: (received: Received) => void
}

/**
 * The shortest that the service allows. What a stream that breaks had on its way to us is nobody's for so long, and no look finds it.
 */
const lookLeaseSeconds = 10
/** For a service that says nothing while it has nothing: then silence is the answer. */
const longestAnswerMs = 2_000
const longestGoodbyeMs = 1_000

/**
 * Takes what lies in a subscription until it is quiet. Not by pulls that time out: a message that is handed out just when its
 * caller goes away is lost to everybody until its lease ends (googleapis/google-cloud-python 8087). A stream can be told that
 * no more is wanted, and what was handed out before that still comes.
 */
export function lookAt({ api, path, most, quietMs, isMissed, onReceived }: LookParts): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // As the vendor's own subscriber does: the generated client routes no stream.
  const stream = api.streamingPull({ otherArgs: { headers: { 'x-goog-request-params': `subscription=${path}` } } })
  const came = new Set<string | null | undefined>()
  let [heard, closing] = [false, false]
  const close = () => {
    closing = true
    stream.end()
    return setTimeout(() => {
      stream.cancel()
      resolve()
    }, longestGoodbyeMs)
  }
  const onQuiet = () => {
    timer = isMissed() ? setTimeout(onQuiet, quietMs) : close()
  }
  let timer = setTimeout(onQuiet, longestAnswerMs)
  stream.on('data', ({ receivedMessages }: protos.google.pubsub.v1.IStreamingPullResponse) => {
    const before = came.size
    for (const received of receivedMessages ?? []) {
      came.add(received.message?.messageId)
      onReceived(received)
    }
    // What comes again, its lease being over, is no news: it would keep the look open for ever.
    if (closing || (heard && came.size === before)) return
    heard = true
    clearTimeout(timer)
    timer = setTimeout(onQuiet, quietMs)
  })
  // The service ends every stream with an error, also one that it was asked to end.
  stream.on('error', (error) => (closing ? resolve() : reject(error)))
  stream.on('end', resolve)
  stream.write({
    ...{ subscription: path, streamAckDeadlineSeconds: lookLeaseSeconds, maxOutstandingMessages: most },
    protocolVersion: 1,
  })
  // Asks whether it is there: silence counts from its answer.
  stream.write({})
  return promise.finally(() => clearTimeout(timer))
}
