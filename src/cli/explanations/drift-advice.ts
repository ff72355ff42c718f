import type { DriftKind } from '../../swarm/drift/finding.js'

/** What to do about each kind of drift finding; its gist is its title in `driftInfo`. The compiler asks for each new kind. */
export const driftAdvice = {
  none: 'leave it as it is',
  'nothing-expected': 'name what you expect: explain APP --expect VERSION',
  'not-deployed': 'deploy the app; if it should be there, look at the Docker and the name of the stack that were asked',
  'label-missing': 'deploy with abra, or stamp the compose file (abra-deploy-version stamp)',
  'rolled-back': 'correct what the failed task says (docker service logs), then deploy again',
  'rolled-back-by-hand':
    'find out who ran docker service rollback (or docker service update --rollback) and why, then deploy again',
  'rollback-paused': 'correct the service and deploy again; Swarm does nothing until you do',
  paused: 'correct what the failed task says and deploy again, or run docker service rollback',
  failed: 'correct what the failed task says (docker service logs), then deploy again',
  blocked:
    'give the task a node: free the port, memory or CPU it asks for, change its constraints, or bring a node back; where a node rejects it, give that node the image, mount or network that the error names',
  'still-updating': 'run abra-deploy-version wait, then ask again',
  'concurrent-deploy': 'find out who else deploys this stack, and take one lock around every deploy',
  'not-redeployed': 'see whether the deploy ran to its end, and whether it went to this server and stack',
  'short-hash': 'write 7 digits of the hash or more',
  'not-chaos': 'deploy with --chaos, or expect the release',
  'unexpected-chaos': 'deploy without --chaos, or expect the commit',
  'unexpected-clean': 'expect the version without +U, or see that the overlay is in place before the deploy',
  'dirty-worktree': 'keep such files out of the checkout, or expect +U (chaos-version --explain names each file)',
  'same-version': 'check the head out before you deploy it',
  'wrong-commit': 'check the expected commit out and deploy again; see who moved the checkout',
  'wrong-version': 'name the version in the deploy; predict --explain says why the other one was chosen',
  'other-service-drifted': 'look at that service (docker service ps); remove it if the recipe dropped it',
  'stack-shared': 'give each app a STACK_NAME of its own',
  'job-restarted': 'nothing, if the job may run twice; else leave it out of the compose file after its first run',
  'version-label-without-tag': 'tag the release, or name a version in the next deploy without --chaos',
  'stamp-without-update':
    'see what changed it; docker service update --label-add, a compose file that sets TYPE or RECIPE itself, or stamp --no-expose-env, does this too',
} as const satisfies Record<DriftKind, string>
