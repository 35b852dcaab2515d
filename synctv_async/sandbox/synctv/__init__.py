"""SyncTV V2: access, parameters, actions and formats."""
