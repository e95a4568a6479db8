import { enableCompileCache, flushCompileCache } from 'node:module'

// Whoever is killed is followed by another: what the first compiled is kept, as loading is most of what a process of a campaign does.
enableCompileCache(process.argv[2])
await import('./child-runner.ts')
flushCompileCache()
