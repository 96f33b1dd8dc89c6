"""Who agrees with whom, as a notebook: for whoever studies a record with pandas and networkx.

    pip install pandas
    python examples/notebook.py panel.consensus --folder graphs

Editors such as VS Code and Spyder run it cell by cell (`# %%`). It prints a table of members by
items, how many take which stance, which two members agree most often, and the coalitions; it
writes the whole graph as GraphML, and who agrees with whom as GEXF, for Gephi or yEd. All of that
is for the secretariat: the graph holds what was said in confidence, too. Without a record it makes
a council of eight that discusses six rules.
"""

# %% A record: the one that is named, or one of our own
from __future__ import annotations

import argparse
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pandas as pd

from consensus import Source, WorkingGroup

DRAFT = """1. The harbour closes at ten.

2. The quay is lit.

3. Boats are washed ashore.

4. Dogs are kept on a lead.

5. Fish is sold on the quay.

6. The gate is shut at night.
"""
POSITIONS = """member,1,2,3,4,5,6
ASH,support,support,object,object,support,object
BAY,support,accept,object,object,support,object
CEDAR,support,support,object,disagree,accept,object
DUNE,accept,support,object,object,object,object
ELM,object,object,support,support,object,support
FIR,object,object,support,accept,object,accept
GROVE,disagree,object,support,support,object,support
HAZEL,object,,support,support,object,support
"""

options = argparse.ArgumentParser(description="Study a record.")
options.add_argument("record", nargs="?", help="the file or URL of a record")
options.add_argument("--folder", type=Path, help="where to write the graphs")
given, _others = options.parse_known_args()  # what starts a notebook has arguments of its own
if given.record is None:
    group = WorkingGroup.in_memory(title="Harbour council", rule="no_objection()")
    group.import_draft(Source.of(DRAFT, "harbour.md"))
    for line in POSITIONS.splitlines()[1:]:
        group.add_member(line.partition(",")[0])
    print(group.import_positions(Source.of(POSITIONS, "positions.csv")).taken, "positions")
else:
    group = WorkingGroup.open(given.record, read_only=True)
graph = group.graph

# %% Positions: an edge from a member to an item for each
rows = [
    (member, group.state.name_of(target), edge["stance"])  # labels may be those of two drafts
    for member, target, edge in graph.edges(data=True)
    if edge["kind"] == "position" and graph.nodes[target]["kind"] == "item"
]
positions = pd.DataFrame(rows, columns=["member", "item", "stance"])
table = positions.pivot(index="member", columns="item", values="stance").fillna("-")
print(table.to_string(), end="\n\n")
print(pd.crosstab(positions["item"], positions["stance"]).to_string(), end="\n\n")

# %% Who agrees with whom: on how many items two members are on the same side
agreeing: nx.Graph[str] = nx.Graph()
in_favour = positions[positions["stance"].isin(["support", "accept"])]
for _, members in in_favour.groupby("item")["member"]:
    for one, other in itertools.combinations(sorted(members), 2):
        times = agreeing.edges[one, other]["weight"] if agreeing.has_edge(one, other) else 0
        agreeing.add_edge(one, other, weight=times + 1)
for one, other, times in sorted(agreeing.edges(data="weight"), key=lambda edge: -edge[2])[:1]:
    print(f"{one} and {other} are in favour of the same {times} items")

# %% Coalitions, as the library finds them
for coalition in group.analysis.coalitions().coalitions:
    print("a coalition:", ", ".join(coalition.members))

# %% For other programs
with TemporaryDirectory() as temporary:
    folder = given.folder or Path(temporary)
    folder.mkdir(parents=True, exist_ok=True)
    nx.write_graphml(graph, folder / "record.graphml")
    nx.write_gexf(agreeing, folder / "agreeing.gexf")
    for written in sorted(folder.glob("*.g*")):
        print(written.name, "written,", "<graph" in written.read_text(encoding="utf-8"))
group.close()
