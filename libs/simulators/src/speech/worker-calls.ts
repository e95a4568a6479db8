import { Worker } from 'node:worker_threads'

/** What a worker thread is asked and answers; `id` pairs them. */
export type WorkerRequest<Q> = { id: number; question: Q }
export type WorkerReply<A> = { id: number; answer: A } | { id: number; fault: string }

export type WorkerCalls<Q, A> = AsyncDisposable & {
  /** Answers come in the order of the questions. Rejects with the worker's fault, and when the worker is gone. */
  ask(question: Q): Promise<A>
}

type Waiting<A> = { resolve(answer: A): void; reject(error: Error): void }

/** A worker thread that answers questions one by one and keeps the process alive only while it owes an answer. */
export function startWorker<Q, A>(script: URL): WorkerCalls<Q, A> {
  const worker = new Worker(script)
  const waiting = new Map<number, Waiting<A>>()
  let lastId = 0
  let gone: Error | undefined

  function take(id: number): Waiting<A> | undefined {
    const one = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    return one
  }

  function fail(error: Error): void {
    gone ??= error
    for (const id of [...waiting.keys()]) take(id)?.reject(error)
  }

  worker.unref()
  worker.on('message', (reply: WorkerReply<A>) => {
    if ('fault' in reply) take(reply.id)?.reject(new Error(reply.fault))
    else take(reply.id)?.resolve(reply.answer)
  })
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => fail(new Error('the speech worker has stopped')))

  return {
    ask(question) {
      if (gone) return Promise.reject(gone)
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.ref()
        worker.postMessage({ id, question } satisfies WorkerRequest<Q>)
      })
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}
