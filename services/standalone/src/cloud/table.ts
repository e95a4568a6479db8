import type { Managed } from './managed.ts'

/** One row a process: name, number, how long its start took, how much memory it holds. */
export async function processTable(processes: readonly Managed[]): Promise<string> {
  const rows = await Promise.all(
    processes.map(async (each) => [
      each.name,
      String(each.pid),
      `${(each.readyAfterMs / 1_000).toFixed(1)} s`,
      megabytes(await each.residentBytes()),
    ]),
  )
  const all = [['process', 'pid', 'ready after', 'memory'], ...rows]
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0))
  return all
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(width(column) + 2)).join('')}`.trimEnd())
    .join('\n')
}

const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? '?' : `${Math.round(bytes / 1_048_576)} MB`
