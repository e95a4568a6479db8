import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Bus } from '../src/bus.ts'
import { Inbox, request, unique } from '../src/contract/kit.ts'
import { openSqliteBus } from '../src/sqlite/sqlite-bus.ts'

// `node libs/bus/bench/latency.ts`: how long an event takes while idle, how many pass a second, and what publishing costs the
// thread that carries audio.

const patienceMs = 60_000
const print = (line: string) => void process.stdout.write(`${line}\n`)

function shares(valuesMs: readonly number[]): string {
  const sorted = valuesMs.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`
}

async function idleLatency(what: string, publisher: Bus, inbox: Inbox): Promise<void> {
  const handledMs: number[] = []
  const keptMs: number[] = []
  for (let n = 0; n < 200; n++) {
    const call = unique('call')
    const at = performance.now()
    await publisher.publish(request(call, n))
    keptMs.push(performance.now() - at)
    await inbox.got(call, n, patienceMs)
    handledMs.push((inbox.taken.pop()?.atMs ?? Number.NaN) - at)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
  }
  print(`${what}, publish to handler: ${shares(handledMs)}`)
  print(`${what}, publish to kept:    ${shares(keptMs)}`)
}

async function throughput(bus: Bus, inbox: Inbox): Promise<void> {
  const count = 1_000
  const calls = Array.from({ length: 50 }, () => unique('call'))
  const events = Array.from({ length: count }, (_, n) => request(calls[n % calls.length] ?? '', n))
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const startedAt = performance.now()
  await Promise.all(events.map((event) => bus.publish(event)))
  const keptMs = performance.now() - startedAt
  loop.disable()
  const delayMs = (share: number) => (loop.percentile(share) / 1e6).toFixed(2)
  await Promise.all(calls.map((call, i) => inbox.got(call, count - calls.length + i, patienceMs)))
  const handledMs = performance.now() - startedAt
  print(`${count} events at once: ${Math.round((count / keptMs) * 1_000)} kept a second`)
  print(`${count} events at once: ${Math.round((count / handledMs) * 1_000)} kept and handled a second`)
  print(
    `event loop, timer of 1 ms, while publishing: p50 ${delayMs(50)} ms, p99 ${delayMs(99)} ms, most ${delayMs(100)} ms`,
  )
}

async function paced(bus: Bus): Promise<void> {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  for (let n = 0; n < 1_000; n++) {
    const published = bus.publish(request('call-paced', n))
    await new Promise((resolve) => setTimeout(resolve, 2))
    await published
  }
  loop.disable()
  const delayMs = (share: number) => (loop.percentile(share) / 1e6).toFixed(2)
  print(
    `event loop, timer of 1 ms, 400 a second: p50 ${delayMs(50)} ms, p99 ${delayMs(99)} ms, most ${delayMs(100)} ms`,
  )
}

async function idleCost(): Promise<void> {
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const { user, system } = process.cpuUsage(before)
  print(`idle: ${((user + system) / 30_000).toFixed(2)} % of one core, both threads of two buses`)
}

const folder = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'))
const file = join(folder, 'frontdesk.db')
const onReport = (report: object) => print(JSON.stringify(report))
{
  await using bus = await openSqliteBus({ file, onReport })
  await using elsewhere = await openSqliteBus({ file, onReport })
  const inbox = new Inbox()
  await bus.subscribe({ name: 'bench', topic: 'tool-requests' }, inbox.handlers)
  await idleCost()
  await idleLatency('same process', bus, inbox)
  await idleLatency('another process', elsewhere, inbox)
  await throughput(bus, inbox)
  await paced(bus)
}
await rm(folder, { recursive: true })
