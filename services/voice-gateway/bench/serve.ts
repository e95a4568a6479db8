import { type FromServer, type Served, serveSchema } from './messages.ts'

const tell = (message: FromServer) => process.send?.(message)

function tellUsage(): void {
  const { user, system } = process.cpuUsage()
  const { rss: rssBytes, heapUsed: heapBytes } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  tell({ is: 'usage', cpuMs: (user + system) / 1_000, rssBytes, heapBytes, resources })
}

/** What a process under measurement answers to: it is told where the model is, and asked what it has used so far. */
export function serveWhenTold(start: (modelUrl: string) => Promise<Served>): void {
  process.on('message', (message) => {
    if (message === 'usage') return tellUsage()
    if (message === 'collect') {
      // What is not garbage is what a call costs. Not while it is measured: this takes a moment.
      globalThis.gc?.()
      return tellUsage()
    }
    const { modelUrl } = serveSchema.parse(message)
    start(modelUrl).then(
      (address) => tell({ is: 'serving', ...address }),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
  process.once('disconnect', () => process.exit(0))
}
