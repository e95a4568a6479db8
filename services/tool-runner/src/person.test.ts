import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSameName, nameKey } from './person.ts'

describe('a name', () => {
  for (const [a, b] of [
    ['Sabine Krüger', 'sabine  KRUEGER'],
    ['Sabine Krüger', 'Kruger, Sabine'],
    ['Dr. Anna Groß', 'Anna Gross'],
    ['José García', 'Jose Garcia'],
    ['Frau Müller-Lüdenscheidt', 'Mueller Luedenscheidt'],
  ] as const) {
    test(`"${a}" is kept as "${b}" is`, () => assert.equal(nameKey(a), nameKey(b)))
  }

  for (const [given, kept] of [
    ['Emily Carter', 'Emily Carter'],
    ['Emily Cartner', 'Emily Carter'],
    ['Emely Carter', 'Emily Carter'],
    ['Emily Rose Carter', 'Emily Carter'],
    ['Stefan Maier', 'Stefan Meier'],
  ] as const) {
    test(`"${given}" is taken for "${kept}"`, () => assert.ok(isSameName(given, nameKey(kept))))
  }

  for (const [given, kept] of [
    ['Emily', 'Emily Carter'],
    ['Carter', 'Emily Carter'],
    ['Oliver Carter', 'Emily Carter'],
    ['Emily Bennett', 'Emily Carter'],
    ['Emily Emily', 'Emily Carter'],
    ['Tim Lee', 'Tom Lee'],
    ['', 'Emily Carter'],
  ] as const) {
    test(`"${given}" is not taken for "${kept}"`, () => assert.ok(!isSameName(given, nameKey(kept))))
  }
})
