"""More than one machine: the event tables and daily totals on Citus, spread by enterprise; the registers they are joined with on
every node. Everything else stays on the coordinator.

`schema` reads from the database which tables those are and what of them would not survive; `queries` looks for it in the code;
`plan` writes the statements. Written for Citus 12.1 and newer.
"""
