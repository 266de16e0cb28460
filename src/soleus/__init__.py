"""soleus."""
