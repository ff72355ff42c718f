import { type FakeAnswers, MANAGER, Refusal } from '../../../test/support/fake-docker.js'
import type { HostileFamily } from '../hostile-case.js'
import { hostileSwarm } from '../hostile-swarm.js'
import { recipe } from './hostile-recipe.js'

const escapes = '\u001b[31mred\u0007\u009b2J\u202e'
const page = '<!doctype html><title>502 Bad Gateway</title>'

function answering(swarm: FakeAnswers) {
  return { steps: recipe, swarm }
}

/** What a Docker, or a proxy before it, may answer. */
export const swarms: HostileFamily = {
  'a page of a proxy for the services': answering({ ...MANAGER, '/services': page }),
  'a page of a proxy for everything': answering(Object.fromEntries(Object.keys(MANAGER).map((path) => [path, page]))),
  'null for the services': answering({ ...MANAGER, '/services': Buffer.from('null') }),
  'null in the list of services': answering({ ...MANAGER, '/services': [null] }),
  'null in the list of tasks': answering({ ...hostileSwarm(), '/tasks': [null, null] }),
  'an object for the services': answering({ ...MANAGER, '/services': { length: 3 } }),
  'an ApiVersion that is a list': answering({ ...MANAGER, '/version': { ApiVersion: ['1.41'] } }),
  'an ApiVersion of escapes': answering({ ...MANAGER, '/version': { ApiVersion: escapes } }),
  'an error of escapes': answering({ ...MANAGER, '/services': new Refusal(500, escapes) }),
  'a number as label': answering(hostileSwarm({ 'coop-cloud.app_example_com.chaos-version': 7 })),
  'a label that is an object': answering(hostileSwarm({ 'coop-cloud.app_example_com.version': { a: 1 } })),
  'labels of escapes': answering(
    hostileSwarm({
      'coop-cloud.app_example_com.chaos-version': escapes,
      'coop-cloud.app_example_com.version': escapes,
      [escapes]: escapes,
    }),
  ),
  'labels of 300 KB': answering(hostileSwarm({ 'coop-cloud.app_example_com.chaos-version': 'e'.repeat(300_000) })),
  'errors and names of escapes': answering(
    hostileSwarm({}, { error: escapes.repeat(3), host: escapes, name: escapes }),
  ),
  'times that are none': answering({
    ...hostileSwarm(),
    '/info': { SystemTime: 'soon', Swarm: { LocalNodeState: 'active', ControlAvailable: true } },
  }),
  'names of prototypes': answering(
    hostileSwarm({ __proto__: 'x', constructor: 'x', 'coop-cloud.__proto__.version': '1' }, { name: '__proto__' }),
  ),
  'JSON 100,000 deep': answering({ ...MANAGER, '/services': Buffer.from('['.repeat(100_000)) }),
  'HTML and XML in every field': answering(
    hostileSwarm(
      { 'coop-cloud.app_example_com.chaos-version': '</script><script>alert(1)</script>', ']]>': '&lt;"\'>' },
      { error: '<img src=x onerror=alert(1)>\ufffe\uffff\ud800', host: '<b>', name: '"><i>' },
    ),
  ),
  'a list of 20,000 empty services': answering({ ...MANAGER, '/services': Array(20_000).fill({}) }),
  'a task error of 9 KB': answering(hostileSwarm({}, { error: 'e\u001b[31m'.repeat(1000) })),
  '19,999 services': answering({
    ...hostileSwarm(),
    '/services': Array.from({ length: 19_999 }, (_, i) => ({
      ...(hostileSwarm({}, { name: `s${i}` })['/services'] as object[])[0],
      ID: `s${i}`,
    })),
  }),
  '20,001 services': answering({ ...hostileSwarm(), '/services': Array(20_001).fill({}) }),
  'five million empty objects': answering({
    ...hostileSwarm(),
    '/services': Buffer.from(`[${'{},'.repeat(5_000_000)}{}]`),
  }),
  'five million empty objects in one service': answering({
    ...hostileSwarm(),
    '/services': Buffer.from(`[{"Spec":[${'{},'.repeat(5_000_000)}{}]}]`),
  }),
  'a task error of 10 MB': answering(hostileSwarm({}, { error: 'e\u001b[31m'.repeat(1_200_000) })),
  '3,000 services': answering({
    ...hostileSwarm(),
    '/services': Array.from({ length: 3000 }, (_, i) => ({
      ...(hostileSwarm({}, { name: `s${i}` })['/services'] as object[])[0],
      ID: `s${i}`,
    })),
  }),
}
