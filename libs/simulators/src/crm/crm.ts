import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator.ts'
import { openStore } from '../server/store.ts'
import { bearerToken, type Vendor } from '../server/vendor.ts'
import { Associations } from './associations.ts'
import { type CrmCall, routes } from './calls.ts'
import { hubspotError, unauthenticated } from './hubspot-errors.ts'
import { type CrmObject, Objects } from './objects.ts'

export { crmFailures } from './hubspot-errors.ts'
export type { CrmCall, CrmObject }

export interface CrmOptions extends SimulatorOptions {
  /** Access tokens that are valid; any token is when absent. */
  readonly accessTokens?: readonly string[]
  /** Properties that this account has defined beside HubSpot's own. */
  readonly customProperties?: readonly string[]
  /** How far the search index is behind; default 0. */
  readonly searchLagMs?: number
}

export interface CrmSimulator extends Simulator<CrmCall> {
  readonly contacts: readonly CrmObject[]
  readonly notes: readonly CrmObject[]
  readonly calls: readonly CrmObject[]
  notesOf(contactId: string): CrmObject[]
  /** A contact that was there before us. @throws Refused as the API would refuse it */
  addContact(properties: Readonly<Record<string, string>>): CrmObject
  setSearchLag(lagMs: number): void
}

/** HubSpot CRM v3 (contacts, notes, calls, search, batch upsert) and v4 associations. `apiUrl` is the client's `basePath`. */
export async function startCrm(options: CrmOptions = {}): Promise<CrmSimulator> {
  const { accessTokens, customProperties = [], stateFile, now = Date.now } = options
  const store = openStore(stateFile)
  const objects = new Objects(store, { customProperties, now })
  const associations = new Associations(store)
  const crm = { objects, associations, customProperties, now, searchLagMs: options.searchLagMs ?? 0 }
  const vendor: Vendor<CrmCall> = {
    name: 'HubSpot',
    routes: routes(crm),
    admit: ({ headers }) => {
      const token = bearerToken(headers)
      const isValid = token !== undefined && (!accessTokens || accessTokens.includes(token))
      return isValid ? undefined : unauthenticated(token !== undefined)
    },
    noSuchCall: () => hubspotError({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' }),
    unreadableBody: () =>
      hubspotError({ status: 400, category: 'VALIDATION_ERROR', message: 'Invalid input JSON: it cannot be parsed' }),
  }
  const simulator = await startSimulator(vendor, { ...options, onClose: store.close })
  return {
    ...simulator,
    get contacts() {
      return objects.all('contacts')
    },
    get notes() {
      return objects.all('notes')
    },
    get calls() {
      return objects.all('calls')
    },
    notesOf: (contactId) =>
      associations.of('contacts', contactId, 'notes').flatMap(({ toId }) => objects.find('notes', toId, null) ?? []),
    addContact: (properties) => objects.create('contacts', properties),
    setSearchLag: (lagMs) => {
      crm.searchLagMs = lagMs
    },
  }
}
