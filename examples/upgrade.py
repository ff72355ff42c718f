#!/usr/bin/env python3
"""The upgrade test of a recipe, for a harness in Python: upgrade.py APP BASE HEAD"""

import json
import subprocess
import sys


def upgrade(app: str, base: str, head: str) -> dict:
    """Runs the upgrade and returns its verdict; the steps go to our stderr as they end."""
    command = ["abra-deploy-version", "upgrade", app, "--from", base, "--to", head, "--json", "--record", "run.json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if not run.stdout:
        raise RuntimeError("the command line was not understood, see above")
    verdict = json.loads(run.stdout)
    if "error" in verdict:  # Nothing can be said: the Swarm is away, abra died, a file cannot be read.
        raise RuntimeError(f"{verdict['error']['code']}: {verdict['error']['message']}")
    return verdict


def main() -> int:
    verdict = upgrade(*sys.argv[1:4])
    if verdict["outcome"] == "upgraded":
        print(f"{verdict['app']}: {verdict['deployed']} is deployed")
        return 0
    finding = next(iter(verdict.get("findings", [])), None)
    if finding is None:
        print(f"{verdict['outcome']}: {verdict['reason']}")
    else:
        print(f"{finding['kind']} ({finding['certainty']})")
        for line in finding["evidence"]:
            print(f"  {line}")
    for difference in verdict.get("differences", []):
        print(f"please report: {difference['text']}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
