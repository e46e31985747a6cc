"""Installs Fugong from a folder, and brings an installation to a newer version. Standard library only; install.sh starts it.

PREFIX/versions/<version>-<content>   the programs of one version, with an environment of their own; nothing is written there later
PREFIX/current                        leads to the version that runs
PREFIX/etc                            fugong.env (settings), tls.pem, tls.key
PREFIX/var                            everything that people entered, secrets, backups, logs
PREFIX/bin                            fugong (the command with the settings), fugong-service (start, stop, restart, status)
"""
