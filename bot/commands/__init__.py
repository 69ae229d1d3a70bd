"""The commands of `cunqing`, a file each; bot.__main__ puts them together."""
