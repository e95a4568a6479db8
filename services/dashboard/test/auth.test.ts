import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callback, openHouse, password, signIn, visitor } from './house.ts'

describe('the dashboard', () => {
  test('shows nothing and does nothing for whoever is not signed in', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5))
    for (const cookie of ['', 'frontdesk=', 'frontdesk=QWRh.9999999999999.x.y']) {
      for (const path of ['/', '/callbacks', '/callbacks/list']) {
        const answer = await fetch(house.url + path, { headers: { cookie }, redirect: 'manual' })
        assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in'], path)
      }
      assert.equal((await fetch(`${house.url}/api/callbacks`, { headers: { cookie } })).status, 401)
      const headers = { cookie, 'x-form-token': '' }
      const claim = await fetch(`${house.url}/api/callbacks/cb-1/claim`, { method: 'POST', headers })
      assert.equal(claim.status, 401)
    }
    assert.equal((await house.records.callbacks.find('cb-1'))?.state, 'open')
  })

  test('lets in who knows the password, with a cookie that no script and no other site gets', async () => {
    await using house = await openHouse()
    const answer = await signIn(house.url, 'Ada', password)
    assert.equal(answer.status, 303)
    assert.match(
      answer.headers.get('set-cookie') ?? '',
      /^frontdesk=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    )
    await using secure = await openHouse({ url: 'https://desk.example.com' })
    const secured = await signIn(secure.url, 'Ada', password)
    assert.match(secured.headers.get('set-cookie') ?? '', /^__Host-frontdesk=.*; SameSite=Strict; Secure$/)
    assert.match(secured.headers.get('strict-transport-security') ?? '', /max-age/)
  })

  test('shows each the callers of their own lines alone', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5, { reason: 'A bill.' }))
    await house.records.callbacks.add(callback('cb-2', 5, { reason: 'A haircut.', lineId: 'california-salon' }))
    const page = async (name: string) => (await visitor(house, name)).text('/callbacks')
    const [ada, cleo, ben] = [await page('Ada'), await page('Cleo'), await page('Ben')]
    assert.deepEqual([/A bill/.test(ada), /A haircut/.test(ada)], [true, false])
    assert.deepEqual([/A bill/.test(cleo), /A haircut/.test(cleo)], [false, true])
    assert.deepEqual([/A bill/.test(ben), /A haircut/.test(ben)], [true, true])
    const cleosTry = await (await visitor(house, 'Cleo')).post('/api/callbacks/cb-1/claim')
    assert.equal(cleosTry.status, 404)
    assert.equal((await house.records.callbacks.find('cb-1'))?.state, 'open')
  })

  test('does nothing for a page of somebody else', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5))
    const ada = await visitor(house, 'Ada')
    const ben = await visitor(house, 'Ben')
    for (const headers of [
      { 'x-form-token': '' },
      { 'x-form-token': ben.formToken },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example.com' },
    ] as const)
      assert.equal((await ada.post('/api/callbacks/cb-1/claim', headers)).status, 403, JSON.stringify(headers))
    const signingIn = await signIn(house.url, 'Ada', password, { origin: 'https://evil.example.com' })
    assert.equal(signingIn.status, 403)
    assert.equal((await house.records.callbacks.find('cb-1'))?.state, 'open')
  })

  test('slows down who guesses, also once they have it right', async () => {
    await using house = await openHouse()
    const statuses: number[] = []
    for (let n = 0; n < 9; n++) statuses.push((await signIn(house.url, 'Ada', `guess ${n}`)).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 401, 401, 429])
    assert.equal((await signIn(house.url, 'Ada', password)).status, 429)
    assert.equal((await signIn(house.url, 'Ben', password)).status, 303)
    assert.doesNotMatch(house.logged.join(''), /guess|Ada/)
  })

  test('forbids its pages whatever is inline, from elsewhere, or framed', async () => {
    await using house = await openHouse()
    const ada = await visitor(house, 'Ada')
    for (const answer of [await fetch(`${house.url}/sign-in`), await ada.get('/callbacks')]) {
      const policy = answer.headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'; script-src 'self'.*frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe|\*/)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.doesNotMatch(await answer.text(), /<style|style=|onclick|<script(?! type="module" src="\/assets)/)
    }
  })

  test("shows a caller's words as words", async () => {
    await using house = await openHouse()
    const words = `<img src=x onerror="alert(1)"> & '`
    await house.records.callbacks.add(callback('cb-1', 5, { reason: words, name: words }))
    const page = await (await visitor(house, 'Ada')).text('/callbacks')
    assert.doesNotMatch(page, /<img/)
    assert.match(page, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt; &amp; &#39;/)
  })

  test('signs out', async () => {
    await using house = await openHouse()
    const answer = await (await visitor(house, 'Ada')).post('/sign-out')
    assert.match(answer.headers.get('set-cookie') ?? '', /^frontdesk=; .*Max-Age=0/)
  })
})
