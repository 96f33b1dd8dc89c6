"""What tests of several packages share: records, files, faults, terminals and servers."""
