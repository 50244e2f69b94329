"""The library of stories: one file each, in a folder for each service. `contracts.scenario.library` finds them."""
