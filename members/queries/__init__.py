"""What can be asked about members: bounded in queries, nothing sealed is opened."""
