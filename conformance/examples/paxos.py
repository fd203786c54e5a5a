"""Atomic broadcast by Paxos, an instance a slot, in Python with its standard library alone.

Whoever has a payload proposes it for its first undecided slot, and goes on to the next once that is decided, for this
payload or another. Promises and accepted values are in a file before anybody hears of them.

    exo conform --cmd "python3 paxos.py"
"""

import json
import os
import random
import sys


class Host:
    def __init__(self, body):
        self.id, self.hosts = body["id"], body["hosts"]
        self.place = self.hosts.index(self.id)
        self.quorum = len(self.hosts) // 2 + 1
        self.delivered = body["delivered"]
        self.random = random.Random(f"{body['seed']} {self.id} {body['life']}")
        self.pending = []
        # By slot: the promised ballot, the accepted ballot and value, and what was decided.
        self.promised, self.accepted, self.decided = {}, {}, {}
        self.round, self.proposal = body["life"] * 1_000_000, None
        self.file = os.path.join(body["directory"], "acceptor")
        self.recover()
        self.journal = open(self.file, "a", encoding="utf-8")
        self.deliver()
        self.tell(type="set_timer", timer="learn", ms=60)

    def recover(self):
        if not os.path.exists(self.file):
            return
        with open(self.file, "rb+") as journal:
            text = journal.read()
            whole = text[: text.rfind(b"\n") + 1]
            journal.truncate(len(whole))  # what a kill left of the last line
        for line in whole.decode().splitlines():
            kind, slot, value = json.loads(line)
            getattr(self, kind)[slot] = value

    def keep(self, kind, slot, value):
        getattr(self, kind)[slot] = value
        self.journal.write(json.dumps([kind, slot, value]) + "\n")
        self.journal.flush()

    def send(self, dest, **body):
        print(json.dumps({"src": self.id, "dest": dest, "body": body}))

    def tell(self, **body):
        self.send("harness", **body)

    def everybody(self, **body):
        """To all others by the medium, and to this host at once."""
        self.send("*", **body)
        self.take(self.id, body)

    def answer(self, dest, **body):
        if dest == self.id:
            self.take(dest, body)
        else:
            self.send(dest, **body)

    def take(self, src, body):
        getattr(self, "on_" + body["type"])(src, **{k: v for k, v in body.items() if k != "type"})

    # The application, and time.

    def on_submit(self, _src, payload):
        self.pending.append(payload)
        if self.proposal is None:
            self.propose()

    def on_timer(self, _src, timer):
        if timer == "learn":
            self.send("*", type="missing", slot=self.first_undecided())
            self.tell(type="set_timer", timer="learn", ms=60)
        else:
            self.propose()

    # The proposer.

    def propose(self):
        self.pending = [one for one in self.pending if one not in self.decided.values()]
        self.proposal = None
        if not self.pending:
            return
        self.round += 1
        slot, ballot = self.first_undecided(), self.round * len(self.hosts) + self.place
        self.proposal = {"slot": slot, "ballot": ballot, "promises": {}, "value": self.pending[0], "votes": set()}
        self.tell(type="set_timer", timer="propose", ms=30 + self.random.random() * 120)
        self.everybody(type="prepare", slot=slot, ballot=ballot)

    def on_promise(self, src, slot, ballot, accepted):
        mine = self.proposal
        if mine is None or (mine["slot"], mine["ballot"]) != (slot, ballot) or src in mine["promises"]:
            return
        mine["promises"][src] = accepted
        if len(mine["promises"]) != self.quorum:
            return
        found = [one for one in mine["promises"].values() if one is not None]
        if found:
            mine["value"] = max(found)[1]
        self.everybody(type="accept", slot=slot, ballot=ballot, value=mine["value"])

    def on_accepted(self, src, slot, ballot):
        mine = self.proposal
        if mine is None or (mine["slot"], mine["ballot"]) != (slot, ballot):
            return
        mine["votes"].add(src)
        if len(mine["votes"]) == self.quorum:
            self.everybody(type="decided", slot=slot, value=mine["value"])

    # The acceptor.

    def on_prepare(self, src, slot, ballot):
        if slot in self.decided:
            self.answer(src, type="decided", slot=slot, value=self.decided[slot])
        elif ballot > self.promised.get(slot, -1):
            self.keep("promised", slot, ballot)
            self.answer(src, type="promise", slot=slot, ballot=ballot, accepted=self.accepted.get(slot))

    def on_accept(self, src, slot, ballot, value):
        if ballot < self.promised.get(slot, -1):
            return
        self.keep("promised", slot, ballot)
        self.keep("accepted", slot, [ballot, value])
        self.answer(src, type="accepted", slot=slot, ballot=ballot)

    # The learner.

    def on_decided(self, _src, slot, value):
        if slot in self.decided:
            return
        self.keep("decided", slot, value)
        self.deliver()
        if self.proposal is not None and self.proposal["slot"] == slot:
            self.propose()

    def on_missing(self, src, slot):
        for one in range(slot, min(slot + 50, len(self.decided))):
            if one in self.decided:
                self.send(src, type="decided", slot=one, value=self.decided[one])

    def first_undecided(self):
        slot = self.delivered
        while slot in self.decided:
            slot += 1
        return slot

    def deliver(self):
        while self.delivered in self.decided:
            self.tell(type="deliver", payload=self.decided[self.delivered])
            self.delivered += 1


def main():
    host = None
    for line in sys.stdin:
        message = json.loads(line)
        body = message["body"]
        if body["type"] == "init":
            host = Host(body)
            host.tell(type="init_ok")
        else:
            host.take(message["src"], body)
            host.tell(type="done")
        sys.stdout.flush()


main()
