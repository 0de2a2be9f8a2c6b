"""The API's endpoints, one file a resource."""
