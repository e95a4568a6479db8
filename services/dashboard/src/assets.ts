import { readFile } from 'node:fs/promises'

export type Assets = ReadonlyMap<string, { readonly type: string; readonly body: Buffer }>

const types = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** The files beside the pages, as browsers load them: read once, nothing is built. */
export async function loadAssets(): Promise<Assets> {
  const loaded = Object.entries(types).map(async ([name, type]) => {
    return [name, { type, body: await readFile(new URL(`./assets/${name}`, import.meta.url)) }] as const
  })
  return new Map(await Promise.all(loaded))
}
