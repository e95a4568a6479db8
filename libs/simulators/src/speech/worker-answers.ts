import { parentPort } from 'node:worker_threads'
import type { WorkerReply, WorkerRequest } from './worker-calls.ts'

/** The worker's side of `startWorker`: one question after the other, so that answers keep their order. */
export function answerQuestions<Q, A>(answer: (question: Q) => A | Promise<A>): void {
  const port = parentPort
  if (!port) throw new Error('this module runs in a worker thread')
  let last = Promise.resolve()
  port.on('message', ({ id, question }: WorkerRequest<Q>) => {
    last = last.then(async () => port.postMessage(await reply(id, question, answer)))
  })
}

async function reply<Q, A>(id: number, question: Q, answer: (question: Q) => A | Promise<A>): Promise<WorkerReply<A>> {
  try {
    return { id, answer: await answer(question) }
  } catch (error) {
    return { id, fault: error instanceof Error ? error.message : String(error) }
  }
}
