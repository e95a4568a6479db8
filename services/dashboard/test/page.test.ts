import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { browserHere, openBrowser } from './browser.ts'
import { callback, type House, openHouse, password } from './house.ts'

const executable = await browserHere()
const skip = executable === undefined ? 'there is no Chromium on this machine' : false

/** Both columns of a desk, and the one of a telephone. */
const sizes = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const

async function visit(browser: Browser, house: House, size: keyof typeof sizes, name = 'Ada') {
  const context = await browser.newContext({ viewport: sizes[size], timezoneId: 'Europe/Berlin' })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // What the server refuses is shown on the page; the browser notes it besides.
    if (message.type() === 'error' && !/status of 4/.test(message.text())) faults.push(message.text())
  })
  await page.goto(house.url)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Callbacks' }).waitFor()
  return { page, faults, [Symbol.asyncDispose]: () => context.close() }
}

const card = (page: Page, who: string) => page.getByRole('listitem').filter({ hasText: who }).first()

describe('the page in a browser', { skip }, () => {
  test('lets a person sign in, claim, ring, and finish a callback, at a desk and on a telephone', async () => {
    await using browser = await openBrowser(executable ?? '')
    for (const size of ['desk', 'phone'] as const) {
      await using house = await openHouse()
      house.carrier.phone('+493056790010', { behaviour: 'no-answer' })
      await house.records.callbacks.add(callback('cb-1', -95, { name: 'Emily Carter' }))
      await house.records.callbacks.add(callback('cb-2', 40, { reason: 'Asks for the results of an X-ray.' }))
      await using visit1 = await visit(browser, house, size)
      const { page, faults } = visit1
      const emily = card(page, 'Emily Carter')
      await emily.getByText('1 h 35 min over').waitFor()

      await emily.getByRole('button', { name: 'Ring now' }).click()
      await page.getByText('Your telephone rings: pick up and press 1.').waitFor()
      await emily.getByText('Ringing Ada …').waitFor()
      assert.equal(house.carrier.calls.filter(({ direction }) => direction === 'outbound-api').length, 1)

      await emily.getByRole('button', { name: 'Done' }).click()
      await page.getByText('Done. It has left the list.').waitFor()
      await emily.waitFor({ state: 'detached' })

      const other = card(page, 'X-ray')
      await other.getByRole('button', { name: 'Claim' }).click()
      await other.getByText('Yours').waitFor()
      await other.getByRole('button', { name: 'Hand back' }).click()
      await other.getByText('Not taken').waitFor()
      const isAsWideAsTheScreen = await page.evaluate('document.documentElement.scrollWidth <= innerWidth')
      assert.equal(isAsWideAsTheScreen, true, size)
      assert.deepEqual(faults, [])
    }
  })

  test('shows what others do by itself, and leaves the person where they are', async () => {
    await using browser = await openBrowser(executable ?? '')
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5, { name: 'Emily Carter' }))
    await house.records.callbacks.change('cb-1', { do: 'claim', by: 'Ada', at: new Date().toISOString() })
    await using visit1 = await visit(browser, house, 'desk')
    const { page } = visit1
    await card(page, 'Emily Carter').getByText('What was done').click()
    await page.getByRole('button', { name: 'Gave up: Emily Carter' }).focus()
    await house.records.callbacks.add(callback('cb-2', 50, { name: 'Joe Brown' }))
    await card(page, 'Joe Brown').waitFor()
    await card(page, 'Emily Carter').getByText('Ada took it').waitFor({ state: 'visible' })
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")')
    assert.equal(focused, 'Gave up: Emily Carter')
  })

  test('says when somebody else was faster', async () => {
    await using browser = await openBrowser(executable ?? '')
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5, { name: 'Emily Carter' }))
    await using visit1 = await visit(browser, house, 'desk')
    const { page } = visit1
    await house.records.callbacks.change('cb-1', { do: 'claim', by: 'Ben', at: new Date().toISOString() })
    await card(page, 'Emily Carter').getByRole('button', { name: 'Claim' }).click()
    await page.getByText('Somebody else has taken it meanwhile.').waitFor()
    await page.getByText('Taken by Ben').waitFor()
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByText('Yours', { exact: true }).waitFor()
    assert.equal((await house.records.callbacks.find('cb-1'))?.owner, 'Ada')
  })
})
