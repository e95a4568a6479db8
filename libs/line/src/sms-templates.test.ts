import assert from 'node:assert/strict'
import { test } from 'node:test'
import { smsTemplatesSchema, smsText } from './sms-templates.ts'

const values = {
  ...{ business: 'Praxis', address: 'Neue Kantstraße 14', number: '+493056790000', service: 'Check-up' },
  ...{ name: '{reference}', when: 'Tuesday, 24 November at 10:00', reference: 'F-1' },
}

test("an SMS has the line's own words, and the standard ones in a language in which it has none", () => {
  const own = { confirmation: { de: '{name}: {when}, {service}. {reference}' } }
  const line = { sms: { templates: smsTemplatesSchema.parse(own) } }
  // A caller may call themselves what they like: it is a name, never a template.
  assert.equal(smsText(line, 'confirmation', 'de', values), '{reference}: Tuesday, 24 November at 10:00, Check-up. F-1')
  assert.equal(
    smsText(line, 'confirmation', 'en', values),
    'Praxis: Your appointment is booked: Tuesday, 24 November at 10:00. Neue Kantstraße 14. Reference F-1',
  )
})

test('every kind has standard words in both languages that need nothing but what there is', () => {
  const line = { sms: { templates: smsTemplatesSchema.parse({}) } }
  for (const language of ['de', 'en'] as const) {
    const more = { ...values, oldWhen: 'Monday', directions: 'Take the U2.' }
    for (const kind of ['confirmation', 'change', 'cancellation', 'directions'] as const) {
      const text = smsText(line, kind, language, more)
      assert.match(text, /^Praxis: .*F-1$/)
      assert.doesNotMatch(text, /[{}]|undefined/)
    }
  }
})
