import { type FakeAnswers, MANAGER } from '../../test/support/fake-docker.js'

const stack = 'app_example_com'
const at = '2026-01-01T12:00:00Z'

/** A Swarm on which the app of the campaign is deployed in chaos, with other labels, errors of tasks or a name of the node where they are given. */
export function hostileSwarm(
  labels: Readonly<Record<string, unknown>> = {},
  { error = '', host = 'node1', name = 'app' }: { error?: string; host?: string; name?: string } = {},
): FakeAnswers {
  const label = (key: string) => `coop-cloud.${stack}.${key}`
  const template = { ContainerSpec: { Image: 'nginx:1.27' } }
  const service = {
    ID: 'service1',
    Version: { Index: 10 },
    CreatedAt: at,
    UpdatedAt: at,
    Spec: {
      Name: `${stack}_${name}`,
      Labels: {
        'com.docker.stack.namespace': stack,
        [label('recipe')]: 'checkout',
        [label('version')]: '1.0.0+1.0.0',
        [label('chaos')]: 'true',
        [label('chaos-version')]: 'eb96de94+U',
        ...labels,
      },
      TaskTemplate: template,
      Mode: { Replicated: { Replicas: 1 } },
    },
  }
  const state = error === '' ? 'running' : 'failed'
  const task = {
    ID: 'task1',
    ServiceID: 'service1',
    Slot: 1,
    NodeID: 'node1',
    CreatedAt: at,
    Spec: template,
    Status: { State: state, Timestamp: at, Err: error, Message: error },
    DesiredState: 'running',
  }
  const node = {
    ID: 'node1',
    Spec: { Role: 'manager', Availability: 'active' },
    Description: { Hostname: host },
    Status: { State: 'ready' },
  }
  return {
    ...MANAGER,
    '/services': [service],
    '/tasks': [task],
    '/nodes': [node],
    '/configs': [],
    '/secrets': [],
    '/networks': [],
    '/events': '',
  }
}
