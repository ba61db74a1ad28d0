"""What the doors of the staff share: who is signed in, the frame of their pages, and the words of roles and stages."""
