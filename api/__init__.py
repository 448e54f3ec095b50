"""HTTP only: resumable uploads, recordings, jobs, clips, tours, embeds. Never runs a pipeline."""
